import { Component, type ReactNode } from 'react'
import './app.css'
import { Button } from '../ui/button'

interface Props {
  readonly children: ReactNode
}

/**
 * Catches what the page throws while it draws, so that a fault of ours never leaves an empty window. React offers this to
 * class components alone.
 */
export class ErrorPage extends Component<Props, { readonly fault: string | null }> {
  override state: { readonly fault: string | null } = { fault: null }

  static getDerivedStateFromError(error: unknown): { fault: string } {
    return { fault: error instanceof Error ? error.message : String(error) }
  }

  override render(): ReactNode {
    const { fault } = this.state
    if (fault === null) return this.props.children
    return (
      <main className="error-page" role="alert">
        <h1>This window had a fault</h1>
        <p>The agents are not touched: they run in tmux. Load the window again to go on.</p>
        <p className="error-page-fault">{fault}</p>
        <Button kind="primary" onClick={() => window.location.reload()}>
          Load again
        </Button>
      </main>
    )
  }
}
