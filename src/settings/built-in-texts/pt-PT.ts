import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '{{ code }} é o código para iniciar sessão em {{ friendly_name }}. Não o partilhe.',
    voice:
      'Olá. O seu código para iniciar sessão em {{ friendly_name }} é {{ pause }} {{ code }}. Repito: o seu código para iniciar sessão é {{ pause }} {{ code }}.',
  },
  signup: {
    text: '{{ code }} é o seu código de registo em {{ friendly_name }}. Não o partilhe.',
    voice:
      'Olá. O seu código de registo em {{ friendly_name }} é {{ pause }} {{ code }}. Repito: o seu código de registo é {{ pause }} {{ code }}.',
  },
  verification: {
    text: '{{ code }} é o seu código de verificação em {{ friendly_name }}. Não o partilhe.',
    voice:
      'Olá. O código para verificar o seu número de telefone em {{ friendly_name }} é {{ pause }} {{ code }}. Repito: o seu código de verificação é {{ pause }} {{ code }}.',
  },
  mfa: {
    text: 'Confirme o acesso a {{ friendly_name }} com o código {{ code }}. Não o partilhe.',
    voice:
      'Olá. O seu código para o segundo passo do início de sessão em {{ friendly_name }} é {{ pause }} {{ code }}. Repito: o seu código para o segundo passo é {{ pause }} {{ code }}.',
  },
  mfa_enrollment: {
    text: '{{ code }} é o código para associar este telefone à conta {{ friendly_name }}.',
    voice:
      'Olá. O código para usar este telefone como segundo passo do início de sessão em {{ friendly_name }} é {{ pause }} {{ code }}. Repito: o código para associar este telefone é {{ pause }} {{ code }}.',
  },
  password_reset: {
    text: '{{ code }} é o código para repor a sua palavra-passe em {{ friendly_name }}.',
    voice:
      'Olá. O código para repor a sua palavra-passe em {{ friendly_name }} é {{ pause }} {{ code }}. Repito: o código para repor a palavra-passe é {{ pause }} {{ code }}.',
  },
  password_reset_link: {
    text: 'Para definir uma nova palavra-passe em {{ friendly_name }}, aceda a: {{ link }}',
    voice:
      'Olá. Recebemos um pedido de link para definir uma nova palavra-passe em {{ friendly_name }}. Não é possível ditar um link por telefone. Peça um código ou receba o link por mensagem de texto.',
  },
  blocked_account: {
    text: 'O acesso a {{ friendly_name }} pelo IP {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %} foi bloqueado após muitas tentativas erradas. Se foram suas, reponha a palavra-passe para voltar a entrar. Se não, ignore esta mensagem.',
    voice:
      'Olá. Bloqueámos o acesso à sua conta em {{ friendly_name }} a partir de um endereço IP com demasiadas tentativas erradas. Se as tentativas foram suas, reponha a palavra-passe para voltar a iniciar sessão. Caso contrário, não precisa de fazer nada.',
  },
  password_breach: {
    text: 'A sua palavra-passe de {{ friendly_name }} surgiu numa fuga de dados. Altere-a antes de voltar a entrar.',
    voice:
      'Olá. A sua palavra-passe de {{ friendly_name }} surgiu numa fuga de dados. Altere-a antes de voltar a iniciar sessão.',
  },
}
