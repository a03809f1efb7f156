import { TriangleAlert } from 'lucide-react'
import { Component, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'

interface State {
  failed: boolean
}

/** Catches a failure while drawing, so that the rest of the window keeps working. */
export class PageBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { failed: false }

  static getDerivedStateFromError(): State {
    return { failed: true }
  }

  override render() {
    return this.state.failed ? (
      <Crashed onRetry={() => this.setState({ failed: false })} />
    ) : (
      this.props.children
    )
  }
}

function Crashed({ onRetry }: { onRetry(): void }) {
  const { t } = useTranslation()
  return (
    <div role="alert" className="page-crash">
      <EmptyState
        icon={<TriangleAlert />}
        title={t('shell.crash.title')}
        actions={
          <Button tone="primary" onClick={onRetry}>
            {t('shell.crash.reload')}
          </Button>
        }
      >
        {t('shell.crash.text')}
      </EmptyState>
    </div>
  )
}
