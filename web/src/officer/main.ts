/** The officers' entry. */
import '@/floor'
import { createApp } from 'vue'
import { createPinia } from 'pinia'
import '@/style/officer.css'
import App from './App.vue'
import { makeRouter } from './router'

const app = createApp(App)
app.use(createPinia())
app.use(makeRouter())
app.mount('#app')
