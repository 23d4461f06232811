export { texts } from './es-ES.ts'
