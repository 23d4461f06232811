export { texts } from './pt-BR.ts'
