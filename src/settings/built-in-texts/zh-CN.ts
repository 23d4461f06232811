import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '您的 {{ friendly_name }} 登录验证码为 {{ code }}，请勿告知他人。',
    voice:
      '您好。您的 {{ friendly_name }} 登录验证码是 {{ pause }} {{ code }}。重复一遍，您的登录验证码是 {{ pause }} {{ code }}。',
  },
  signup: {
    text: '您正在注册 {{ friendly_name }}，验证码为 {{ code }}，请勿告知他人。',
    voice:
      '您好。您的 {{ friendly_name }} 注册验证码是 {{ pause }} {{ code }}。重复一遍，您的注册验证码是 {{ pause }} {{ code }}。',
  },
  verification: {
    text: '您正在为 {{ friendly_name }} 账号验证手机号码，验证码为 {{ code }}，请勿告知他人。',
    voice:
      '您好。您为 {{ friendly_name }} 账号验证手机号码的验证码是 {{ pause }} {{ code }}。重复一遍，验证手机号码的验证码是 {{ pause }} {{ code }}。',
  },
  mfa: {
    text: '您正在进行 {{ friendly_name }} 两步验证，验证码为 {{ code }}，请勿告知他人。',
    voice:
      '您好。您登录 {{ friendly_name }} 的两步验证码是 {{ pause }} {{ code }}。重复一遍，您的两步验证码是 {{ pause }} {{ code }}。',
  },
  mfa_enrollment: {
    text: '您正在将此手机添加为 {{ friendly_name }} 的两步验证方式，验证码为 {{ code }}，请勿告知他人。',
    voice:
      '您好。您正在将此手机添加为 {{ friendly_name }} 的两步验证方式，验证码是 {{ pause }} {{ code }}。重复一遍，添加此手机的验证码是 {{ pause }} {{ code }}。',
  },
  password_reset: {
    text: '您正在重置 {{ friendly_name }} 的密码，验证码为 {{ code }}，请勿告知他人。',
    voice:
      '您好。您的 {{ friendly_name }} 密码重置验证码是 {{ pause }} {{ code }}。重复一遍，您的密码重置验证码是 {{ pause }} {{ code }}。',
  },
  password_reset_link: {
    text: '请打开以下链接重置您的 {{ friendly_name }} 密码：{{ link }}',
    voice:
      '您好。我们收到了发送 {{ friendly_name }} 密码重置链接的请求，但电话中无法播报链接。请改为获取验证码，或选择通过短信接收链接。',
  },
  blocked_account: {
    text: '由于错误尝试次数过多，来自 {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %} 的 {{ friendly_name }} 登录已被阻止。如果是您本人操作，请重置密码后再登录；如果不是，则无需处理。',
    voice:
      '您好。由于错误尝试次数过多，我们已阻止来自某个 IP 地址的 {{ friendly_name }} 登录。如果是您本人操作，请重置密码后再登录。如果不是，则无需处理。',
  },
  password_breach: {
    text: '您的 {{ friendly_name }} 密码已在数据泄露事件中曝光，请先修改密码再登录。',
    voice: '您好。您的 {{ friendly_name }} 密码已在数据泄露事件中曝光，请先修改密码再登录。',
  },
}
