import { textFor } from './src/settings/message-texts.ts'
import { renderText } from './src/messaging/templates/render-text.ts'
const scene = { tenant: { locales: ['en','de'] }, messageTemplates: [], phoneTemplates: [], settings: {} }
const about = { phoneNumber: '+442079460123', context: { tenant: { name: 'a', friendlyName: 'A', host: 'x' } } }
for (let r=0;r<3;r++){ const s=performance.now(); for (let i=0;i<50000;i++) renderText(await textFor(scene,{purpose:'login',deliveryMethod:'text',locale:'de'},about),'123456','text'); console.log(((performance.now()-s)/50).toFixed(2),'us each') }
