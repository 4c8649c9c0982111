/** A browser's long name of itself, in words that its owner recognises. */

const SYSTEMS: readonly [RegExp, string][] = [
  [/iPhone|iPad/, '苹果手机'],
  [/HarmonyOS|OpenHarmony/, '鸿蒙手机'],
  [/Android/, '安卓手机'],
  [/Windows/, 'Windows 电脑'],
  [/Mac OS X/, '苹果电脑'],
  [/Linux/, 'Linux 电脑'],
]
const BROWSERS: readonly [RegExp, string][] = [
  [/MicroMessenger/, '微信'],
  [/\bQQ\//, 'QQ'],
  [/Edg\//, 'Edge 浏览器'],
  [/Chrome\//, 'Chrome 浏览器'],
  [/Firefox\//, '火狐浏览器'],
  [/Safari\//, 'Safari 浏览器'],
]

export const METHODS: Readonly<Record<string, string>> = {
  password: '密码登录',
  code: '短信验证码登录',
  activation: '激活账号时登录',
  slip: '激活单登录',
}

export function deviceText(agent: string): string {
  const named = (pairs: readonly [RegExp, string][]): string => pairs.find(([pattern]) => pattern.test(agent))?.[1] ?? ''
  return [named(SYSTEMS), named(BROWSERS)].filter(Boolean).join(' · ') || '其他设备'
}
