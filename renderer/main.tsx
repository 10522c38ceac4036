import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import './ui/tokens.css'
import './ui/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app'
import { ErrorPage } from './app/error-page'
import { connect } from './host/connect'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

connect()
createRoot(root).render(
  <StrictMode>
    <ErrorPage>
      <App />
    </ErrorPage>
  </StrictMode>,
)
