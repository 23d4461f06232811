import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '{{ code }} es tu código de acceso a {{ friendly_name }}. No lo compartas.',
    voice:
      'Hola. Tu código para iniciar sesión en {{ friendly_name }} es {{ pause }} {{ code }}. Repito, tu código para iniciar sesión es {{ pause }} {{ code }}.',
  },
  signup: {
    text: '{{ code }} es tu código de registro en {{ friendly_name }}. No lo compartas.',
    voice:
      'Hola. Tu código para registrarte en {{ friendly_name }} es {{ pause }} {{ code }}. Repito, tu código para registrarte es {{ pause }} {{ code }}.',
  },
  verification: {
    text: '{{ code }} es tu código de verificación de {{ friendly_name }}. No lo compartas.',
    voice:
      'Hola. Tu código de verificación de {{ friendly_name }} es {{ pause }} {{ code }}. Repito, tu código de verificación es {{ pause }} {{ code }}.',
  },
  mfa: {
    text: '{{ code }} es tu código de verificación en dos pasos de {{ friendly_name }}.',
    voice:
      'Hola. Tu código de verificación en dos pasos de {{ friendly_name }} es {{ pause }} {{ code }}. Repito, tu código de verificación en dos pasos es {{ pause }} {{ code }}.',
  },
  mfa_enrollment: {
    text: 'Ingresa {{ code }} para agregar este teléfono como segundo factor en tu cuenta de {{ friendly_name }}. No compartas esta clave con nadie.',
    voice:
      'Hola. Tu código para agregar este teléfono como segundo factor en tu cuenta de {{ friendly_name }} es {{ pause }} {{ code }}. Repito, tu código es {{ pause }} {{ code }}.',
  },
  password_reset: {
    text: '{{ code }} es tu código para restablecer tu contraseña de {{ friendly_name }}.',
    voice:
      'Hola. Tu código para restablecer tu contraseña de {{ friendly_name }} es {{ pause }} {{ code }}. Repito, tu código es {{ pause }} {{ code }}.',
  },
  password_reset_link: {
    text: 'Recibimos una solicitud para restablecer tu contraseña de {{ friendly_name }}. Si no la hiciste, ignora este mensaje. Para crear una nueva, abre este enlace: {{ link }}',
    voice:
      'Hola. Recibimos una solicitud de un enlace para restablecer tu contraseña de {{ friendly_name }}. No es posible leer el enlace en una llamada. En su lugar, solicita un código o pide que te enviemos el enlace por mensaje de texto.',
  },
  blocked_account: {
    text: 'Por demasiados intentos fallidos, bloqueamos el acceso a tu cuenta de {{ friendly_name }} desde {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %}. Si los intentos fueron tuyos, restablece tu contraseña para volver a ingresar. Si no, no tienes que hacer nada.',
    voice:
      'Hola. Por demasiados intentos fallidos, bloqueamos el acceso a tu cuenta de {{ friendly_name }} desde una dirección. Si los intentos fueron tuyos, restablece tu contraseña para volver a ingresar. Si no, no tienes que hacer nada.',
  },
  password_breach: {
    text: 'Tu contraseña de {{ friendly_name }} apareció en una filtración de datos. Cámbiala antes de volver a ingresar.',
    voice:
      'Hola. Tu contraseña de {{ friendly_name }} apareció en una filtración de datos. Cámbiala antes de volver a ingresar.',
  },
}
