import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const webPort = Number(process.env.WEB_PORT ?? 5173);
const api = `http://127.0.0.1:${process.env.API_PORT ?? 8000}`;

/** The page and the API share one origin, so that the session cookie needs no exception. */
const served = {
  host: process.env.LISTEN_HOST ?? '127.0.0.1',
  port: webPort,
  strictPort: true,
  proxy: {
    '/api': { target: api },
    '/socket.io': { target: api, ws: true },
  },
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss()],
  clearScreen: false,
  server: served,
  preview: served,
  build: { outDir: 'dist', emptyOutDir: true, chunkSizeWarningLimit: 700 },
});
