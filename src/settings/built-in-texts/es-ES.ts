import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '{{ code }} es tu código de acceso a {{ friendly_name }}. No lo compartas.',
    voice:
      'Hola. Tu código de inicio de sesión en {{ friendly_name }} es {{ pause }} {{ code }}. Repito, tu código de inicio de sesión es {{ pause }} {{ code }}.',
  },
  signup: {
    text: '{{ code }} es tu código de registro en {{ friendly_name }}. No lo compartas.',
    voice:
      'Hola. Tu código de registro en {{ friendly_name }} es {{ pause }} {{ code }}. Repito, tu código de registro es {{ pause }} {{ code }}.',
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
    text: 'Introduce {{ code }} para añadir este teléfono como segundo factor en tu cuenta de {{ friendly_name }}. No compartas esta clave con nadie.',
    voice:
      'Hola. Tu código para añadir este teléfono como segundo factor en tu cuenta de {{ friendly_name }} es {{ pause }} {{ code }}. Repito, tu código es {{ pause }} {{ code }}.',
  },
  password_reset: {
    text: '{{ code }} es tu código para restablecer la contraseña de {{ friendly_name }}.',
    voice:
      'Hola. Tu código para restablecer la contraseña de {{ friendly_name }} es {{ pause }} {{ code }}. Repito, tu código es {{ pause }} {{ code }}.',
  },
  password_reset_link: {
    text: 'Se ha solicitado una contraseña nueva para tu cuenta de {{ friendly_name }}. Si no la has pedido, ignora este mensaje. Para crearla, abre este enlace: {{ link }}',
    voice:
      'Hola. Se ha solicitado un enlace para crear una contraseña nueva para tu cuenta de {{ friendly_name }}. No es posible leerlo por teléfono. Solicita un código en su lugar o pide que te enviemos el enlace por SMS.',
  },
  blocked_account: {
    text: 'Tras demasiados intentos fallidos, se ha bloqueado el acceso a tu cuenta de {{ friendly_name }} desde {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %}. Si los intentos eran tuyos, restablece la contraseña para volver a entrar. Si no, no tienes que hacer nada.',
    voice:
      'Hola. Tras demasiados intentos fallidos, se ha bloqueado el inicio de sesión en tu cuenta de {{ friendly_name }} desde una dirección concreta. Si los intentos eran tuyos, restablece la contraseña para volver a iniciar sesión. Si no, no tienes que hacer nada.',
  },
  password_breach: {
    text: 'Tu contraseña de {{ friendly_name }} ha aparecido en una filtración de datos. Cámbiala antes de volver a iniciar sesión.',
    voice:
      'Hola. Tu contraseña de {{ friendly_name }} ha aparecido en una filtración de datos. Cámbiala antes de volver a iniciar sesión.',
  },
}
