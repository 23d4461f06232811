// Builds the portal into portal/dist. Everything that a page loads comes from there: no other host, nothing inline.

import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressAssets } from './compress-assets.ts'

/** In development, requests to the API go to a running Otpost. */
const api = process.env.OTPOST_DEV_URL ?? 'http://localhost:3000'
const proxied = { target: api, changeOrigin: false }

export default defineConfig({
  root: import.meta.dirname,
  base: '/portal/',
  plugins: [react(), compressAssets()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // A data: URL would need its own permission in the content security policy.
    assetsInlineLimit: 0,
    // The editor and its compiler are that large; they load only where an editor shows.
    chunkSizeWarningLimit: 8_000,
    reportCompressedSize: false,
    // Compressing takes the longest, and is meant to.
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  worker: { format: 'es' },
  server: {
    proxy: { '/portal/api': proxied, '/v1': proxied, '/api/v2': proxied, '/.well-known': proxied },
    fs: { allow: ['..'] },
  },
})
