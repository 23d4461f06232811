import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '您的 {{ friendly_name }} 登入驗證碼為 {{ code }}，請勿告知他人。',
    voice:
      '您好。您的 {{ friendly_name }} 登入驗證碼是 {{ pause }} {{ code }}。再說一次，您的登入驗證碼是 {{ pause }} {{ code }}。',
  },
  signup: {
    text: '您正在註冊 {{ friendly_name }}，驗證碼為 {{ code }}，請勿告知他人。',
    voice:
      '您好。您的 {{ friendly_name }} 註冊驗證碼是 {{ pause }} {{ code }}。再說一次，您的註冊驗證碼是 {{ pause }} {{ code }}。',
  },
  verification: {
    text: '您正在為 {{ friendly_name }} 帳號驗證手機號碼，驗證碼為 {{ code }}，請勿告知他人。',
    voice:
      '您好。您為 {{ friendly_name }} 帳號驗證手機號碼的驗證碼是 {{ pause }} {{ code }}。再說一次，驗證手機號碼的驗證碼是 {{ pause }} {{ code }}。',
  },
  mfa: {
    text: '您的 {{ friendly_name }} 兩步驟驗證碼為 {{ code }}，請勿告知他人。',
    voice:
      '您好。您登入 {{ friendly_name }} 的兩步驟驗證碼是 {{ pause }} {{ code }}。再說一次，您的兩步驟驗證碼是 {{ pause }} {{ code }}。',
  },
  mfa_enrollment: {
    text: '您正在將這支手機新增為 {{ friendly_name }} 的兩步驟驗證方式，驗證碼為 {{ code }}，請勿告知他人。',
    voice:
      '您好。您正在將這支手機新增為 {{ friendly_name }} 的兩步驟驗證方式，驗證碼是 {{ pause }} {{ code }}。再說一次，新增這支手機的驗證碼是 {{ pause }} {{ code }}。',
  },
  password_reset: {
    text: '您正在重設 {{ friendly_name }} 的密碼，驗證碼為 {{ code }}，請勿告知他人。',
    voice:
      '您好。您的 {{ friendly_name }} 密碼重設驗證碼是 {{ pause }} {{ code }}。再說一次，您的密碼重設驗證碼是 {{ pause }} {{ code }}。',
  },
  password_reset_link: {
    text: '請開啟以下連結，重設您的 {{ friendly_name }} 密碼：{{ link }}',
    voice:
      '您好。我們收到傳送 {{ friendly_name }} 密碼重設連結的要求，但電話中無法唸出連結。請改為索取驗證碼，或選擇以簡訊接收連結。',
  },
  blocked_account: {
    text: '由於錯誤嘗試次數過多，來自 {{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %} 的 {{ friendly_name }} 登入已遭封鎖。如果是您本人，請重設密碼後再登入；如果不是，則無須處理。',
    voice:
      '您好。由於錯誤嘗試次數過多，我們已封鎖來自某個 IP 位址的 {{ friendly_name }} 登入。如果是您本人，請重設密碼後再登入。如果不是，則無須處理。',
  },
  password_breach: {
    text: '您的 {{ friendly_name }} 密碼出現在外洩的資料中，請先變更密碼再登入。',
    voice: '您好。您的 {{ friendly_name }} 密碼出現在外洩的資料中，請先變更密碼再登入。',
  },
}
