import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '{{ code }} é seu código de login em {{ friendly_name }}. Não compartilhe.',
    voice:
      'Olá. Seu código de login em {{ friendly_name }} é {{ pause }} {{ code }}. Repetindo: seu código de login é {{ pause }} {{ code }}.',
  },
  signup: {
    text: '{{ code }} é seu código de cadastro em {{ friendly_name }}. Não compartilhe.',
    voice:
      'Olá. Seu código de cadastro em {{ friendly_name }} é {{ pause }} {{ code }}. Repetindo: seu código de cadastro é {{ pause }} {{ code }}.',
  },
  verification: {
    text: '{{ code }} é seu código de verificação em {{ friendly_name }}. Não compartilhe.',
    voice:
      'Olá. O código para verificar seu número de telefone em {{ friendly_name }} é {{ pause }} {{ code }}. Repetindo: seu código de verificação é {{ pause }} {{ code }}.',
  },
  mfa: {
    text: 'Conclua o login em {{ friendly_name }} com o código {{ code }}. Não compartilhe.',
    voice:
      'Olá. Seu código para concluir a segunda etapa do login em {{ friendly_name }} é {{ pause }} {{ code }}. Repetindo: seu código da segunda etapa é {{ pause }} {{ code }}.',
  },
  mfa_enrollment: {
    text: '{{ code }} é seu código para vincular este telefone à conta {{ friendly_name }}.',
    voice:
      'Olá. O código para usar este telefone como segunda etapa do login em {{ friendly_name }} é {{ pause }} {{ code }}. Repetindo: o código para vincular este telefone é {{ pause }} {{ code }}.',
  },
  password_reset: {
    text: 'Código para trocar a senha em {{ friendly_name }}: {{ code }}. Não compartilhe.',
    voice:
      'Olá. Seu código para criar uma nova senha em {{ friendly_name }} é {{ pause }} {{ code }}. Repetindo: seu código para a nova senha é {{ pause }} {{ code }}.',
  },
  password_reset_link: {
    text: 'Acesse este link para criar uma nova senha em {{ friendly_name }}: {{ link }}',
    voice:
      'Olá. Recebemos um pedido de link para criar uma nova senha em {{ friendly_name }}. Não é possível ditar um link por telefone. Peça um código ou receba o link por mensagem de texto.',
  },
  blocked_account: {
    text: 'O acesso a {{ friendly_name }} pelo IP {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %} foi bloqueado após muitas tentativas incorretas. Se foi você, redefina sua senha para entrar de novo. Se não, não precisa fazer nada.',
    voice:
      'Olá. Bloqueamos o acesso à sua conta em {{ friendly_name }} a partir de um endereço IP com muitas tentativas incorretas. Se foi você, redefina sua senha para entrar novamente. Se não foi, não é preciso fazer nada.',
  },
  password_breach: {
    text: 'Sua senha de {{ friendly_name }} apareceu em um vazamento de dados. Crie uma nova antes de entrar novamente.',
    voice:
      'Olá. Sua senha de {{ friendly_name }} apareceu em um vazamento de dados. Crie uma nova senha antes de entrar novamente.',
  },
}
