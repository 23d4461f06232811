import type { BuiltInTexts } from './types.ts'

export const texts: BuiltInTexts = {
  login: {
    text: '{{ friendly_name }} のログインコードは {{ code }} です。誰にも教えないでください。',
    voice:
      'こんにちは。{{ friendly_name }} のログインコードは {{ pause }} {{ code }} です。繰り返します。ログインコードは {{ pause }} {{ code }} です。',
  },
  signup: {
    text: '{{ friendly_name }} の新規登録コードは {{ code }} です。誰にも教えないでください。',
    voice:
      'こんにちは。{{ friendly_name }} の新規登録コードは {{ pause }} {{ code }} です。繰り返します。新規登録コードは {{ pause }} {{ code }} です。',
  },
  verification: {
    text: '{{ friendly_name }} の確認コードは {{ code }} です。誰にも教えないでください。',
    voice:
      'こんにちは。{{ friendly_name }} の確認コードは {{ pause }} {{ code }} です。繰り返します。確認コードは {{ pause }} {{ code }} です。',
  },
  mfa: {
    text: '{{ friendly_name }} の2段階認証コードは {{ code }} です。誰にも教えないでください。',
    voice:
      'こんにちは。{{ friendly_name }} の2段階認証コードは {{ pause }} {{ code }} です。繰り返します。2段階認証コードは {{ pause }} {{ code }} です。',
  },
  mfa_enrollment: {
    text: 'この電話を {{ friendly_name }} の2段階認証に登録するためのコードは {{ code }} です。誰にも教えないでください。',
    voice:
      'こんにちは。この電話を {{ friendly_name }} の2段階認証に登録するためのコードは {{ pause }} {{ code }} です。繰り返します。コードは {{ pause }} {{ code }} です。',
  },
  password_reset: {
    text: '{{ friendly_name }} のパスワード再設定コードは {{ code }} です。誰にも教えないでください。',
    voice:
      'こんにちは。{{ friendly_name }} のパスワード再設定コードは {{ pause }} {{ code }} です。繰り返します。パスワード再設定コードは {{ pause }} {{ code }} です。',
  },
  password_reset_link: {
    text: '{{ friendly_name }} のパスワード再設定のリクエストを受け付けました。お心当たりがない場合は、このメッセージを無視してください。再設定はこちら: {{ link }}',
    voice:
      'こんにちは。{{ friendly_name }} のパスワードを再設定するリンクのリクエストを受け付けました。リンクは電話ではお伝えできません。代わりにコードをリクエストするか、SMSでリンクをお受け取りください。',
  },
  blocked_account: {
    text: 'ログインの失敗が続いたため、{{ user.source_ip }}{% if user.city %} ({{ user.city }}, {{ user.country }}){% elsif user.country %} ({{ user.country }}){% endif %} から {{ friendly_name }} へのログインをブロックしました。ご本人による操作の場合は、パスワードを再設定してからログインしてください。お心当たりがない場合、特に操作は必要ありません。',
    voice:
      'こんにちは。ログインの失敗が続いたため、特定のアドレスから {{ friendly_name }} へのログインをブロックしました。ご本人による操作の場合は、パスワードを再設定してからログインしてください。お心当たりがない場合、特に操作は必要ありません。',
  },
  password_breach: {
    text: 'お使いの {{ friendly_name }} のパスワードが、漏えいしたデータの中から見つかりました。次にログインする前に変更してください。',
    voice:
      'こんにちは。お使いの {{ friendly_name }} のパスワードが、漏えいしたデータの中から見つかりました。次にログインする前に変更してください。',
  },
}
