/** A browser's own long name as people know it: "Chrome，Windows 电脑". */
const APPS: readonly [RegExp, string][] = [
  [/MicroMessenger/i, '微信'],
  [/\bQQ\//i, 'QQ'],
  [/QQBrowser/i, 'QQ 浏览器'],
  [/360SE|360EE|QIHU/i, '360 浏览器'],
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const MACHINES: readonly [RegExp, string][] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, '安卓手机'],
  [/Windows/, 'Windows 电脑'],
  [/Mac OS X/, 'Mac 电脑'],
  [/Linux/, 'Linux 电脑'],
]

export function deviceText(agent: string): string {
  const app = APPS.find(([pattern]) => pattern.test(agent))?.[1]
  const machine = MACHINES.find(([pattern]) => pattern.test(agent))?.[1]
  return [app, machine].filter(Boolean).join('，') || agent.slice(0, 40) || '未知设备'
}
