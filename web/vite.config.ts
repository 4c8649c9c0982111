import { fileURLToPath } from 'node:url'
import { VantResolver } from '@vant/auto-import-resolver'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { defineConfig } from 'vitest/config'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const API = process.env.ZIZHU_URL ?? 'http://127.0.0.1:8000'

// Vant names a second source of its icons on a content network; nothing is loaded from outside.
const ownFontsOnly = {
  name: 'own-fonts-only',
  enforce: 'pre' as const,
  transform: (code: string, id: string) =>
    /vant[\\/].*icon.*\.css/.test(id) ? code.replace(/,\s*url\((?:https?:)?\/\/[^)]*\)\s*format\("woff"\)/g, '') : undefined,
}

export default defineConfig({
  plugins: [
    ownFontsOnly,
    vue(),
    // Only the library's own components: ours are imported by name, so that a reader finds them.
    Components({ dirs: [], dts: 'src/components.d.ts', resolvers: [ElementPlusResolver(), VantResolver()] }),
  ],
  resolve: { alias: { '@': here('./src') } },
  build: {
    // The officers' floor: what 360 and QQ browser are built on.
    target: 'chrome86',
    cssTarget: 'chrome86',
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
    // The policy allows no inline fonts or scripts; small pictures may stay inline.
    assetsInlineLimit: 2048,
    rollupOptions: { input: { officer: here('./index.html'), phone: here('./phone.html') } },
  },
  // The gateway refuses acts from foreign pages: to it, the development server's pages are its own.
  server: { proxy: { '/api': { target: API, changeOrigin: true, headers: { origin: API } } } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'] },
})
