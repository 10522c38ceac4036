import { CircleAlert, FileText } from 'lucide-react'
import type { SavedOutput } from '../../../ipc/finish'
import { plural } from '../../ui/format'
import './save-outputs.css'

/** A file, or why there is none; of a pane that may be gone. */
export type Output = Omit<SavedOutput, 'paneId'>

/** `4 outputs saved`, `3 of 4 outputs saved`. */
export function savedWords(outputs: readonly Output[]): string {
  const saved = outputs.filter(one => one.problem === '').length
  if (saved === outputs.length) return `${plural(saved, 'output')} saved`
  return `${saved} of ${plural(outputs.length, 'output')} saved`
}

/** Each file, or why there is none. */
export function OutputsList({ outputs }: { readonly outputs: readonly Output[] }) {
  return (
    <ul className="outputs" aria-label="Saved outputs">
      {outputs.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: files are only ever added at the end
        <li key={at} className={one.problem ? 'outputs-bad' : undefined}>
          {one.problem ? <CircleAlert aria-hidden="true" /> : <FileText aria-hidden="true" />}
          <b>{one.agent}</b>
          <span className={one.problem ? undefined : 'mono'}>{one.problem || one.path}</span>
          {!one.problem && <span className="outputs-lines">{plural(one.lines, 'line')}</span>}
        </li>
      ))}
    </ul>
  )
}
