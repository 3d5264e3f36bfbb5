import '@fontsource-variable/geist/wght.css';
import '@fontsource-variable/geist-mono/wght.css';
import './styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { reloadAfterUpdate } from './lib/new-version.ts';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element with the id "root".');
reloadAfterUpdate();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
