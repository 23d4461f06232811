import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '您的 {{ friendly_name }} 登入驗證碼為 {{ code }}，切勿向他人透露。',
    voice:
      '您好。您的 {{ friendly_name }} 登入驗證碼是 {{ pause }} {{ code }}。重複一次，您的登入驗證碼是 {{ pause }} {{ code }}。',
  },
  signup: {
    text: '您正在登記 {{ friendly_name }} 帳戶，驗證碼為 {{ code }}，切勿向他人透露。',
    voice:
      '您好。您的 {{ friendly_name }} 帳戶登記驗證碼是 {{ pause }} {{ code }}。重複一次，您的帳戶登記驗證碼是 {{ pause }} {{ code }}。',
  },
  verification: {
    text: '您正在向 {{ friendly_name }} 核實電話號碼，驗證碼為 {{ code }}，切勿向他人透露。',
    voice:
      '您好。{{ friendly_name }} 用以核實您電話號碼的驗證碼是 {{ pause }} {{ code }}。重複一次，核實電話號碼的驗證碼是 {{ pause }} {{ code }}。',
  },
  mfa: {
    text: '您的 {{ friendly_name }} 雙重認證驗證碼為 {{ code }}，切勿向他人透露。',
    voice:
      '您好。您登入 {{ friendly_name }} 的雙重認證驗證碼是 {{ pause }} {{ code }}。重複一次，您的雙重認證驗證碼是 {{ pause }} {{ code }}。',
  },
  mfa_enrollment: {
    text: '您正在將此電話加入為 {{ friendly_name }} 的雙重認證方式，驗證碼為 {{ code }}，切勿向他人透露。',
    voice:
      '您好。您正在將此電話加入為 {{ friendly_name }} 的雙重認證方式，驗證碼是 {{ pause }} {{ code }}。重複一次，加入此電話的驗證碼是 {{ pause }} {{ code }}。',
  },
  password_reset: {
    text: '您正在重設 {{ friendly_name }} 的密碼，驗證碼為 {{ code }}，切勿向他人透露。',
    voice:
      '您好。您的 {{ friendly_name }} 重設密碼驗證碼是 {{ pause }} {{ code }}。重複一次，您的重設密碼驗證碼是 {{ pause }} {{ code }}。',
  },
  password_reset_link: {
    text: '請按以下連結重設您的 {{ friendly_name }} 密碼：{{ link }}',
    voice:
      '您好。我們收到索取 {{ friendly_name }} 重設密碼連結的要求，但電話中無法讀出連結。請改為索取驗證碼，或選擇以短訊接收連結。',
  },
  blocked_account: {
    text: '由於錯誤嘗試次數過多，從 {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %} 登入 {{ friendly_name }} 的要求已被封鎖。如屬您本人操作，請重設密碼後再登入；如非本人操作，則毋須理會。',
    voice:
      '您好。由於錯誤嘗試次數過多，我們已封鎖從某個 IP 地址登入 {{ friendly_name }} 的要求。如屬您本人操作，請重設密碼後再登入。如非本人操作，則毋須理會。',
  },
  password_breach: {
    text: '您的 {{ friendly_name }} 密碼在資料外洩事故中曝光，請先更改密碼再登入。',
    voice: '您好。您的 {{ friendly_name }} 密碼在資料外洩事故中曝光，請先更改密碼再登入。',
  },
}
