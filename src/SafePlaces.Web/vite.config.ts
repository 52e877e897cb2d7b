import { defineConfig } from 'vite';

export default defineConfig({
  base: '/map/',
  worker: { format: 'es' },
  build: { target: 'es2022', chunkSizeWarningLimit: 1500 },
});
