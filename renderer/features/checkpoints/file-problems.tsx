import { TriangleAlert } from 'lucide-react'
import './file-dialogs.css'

/** What is not as it might be expected of a file, a sentence each; nothing where there is none. */
export function FileProblems({ name, problems }: { readonly name: string; readonly problems: readonly string[] }) {
  if (problems.length === 0) return null
  return (
    <ul className="cp-file-problems" aria-label={name}>
      {problems.map(problem => (
        <li key={problem}>
          <TriangleAlert aria-hidden="true" />
          <bdi>{problem}</bdi>
        </li>
      ))}
    </ul>
  )
}
