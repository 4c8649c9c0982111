import { describe, expect, it } from 'vitest'
import { deviceText } from './device'

describe('deviceText', () => {
  it('names browser and machine', () =>
    expect(deviceText('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36')).toBe('Chrome，Windows 电脑'))
  it('knows WeChat on a phone', () => expect(deviceText('Mozilla/5.0 (Linux; Android 13) MicroMessenger/8.0')).toBe('微信，安卓手机'))
  it('keeps what it does not know', () => expect(deviceText('curl/8.0')).toBe('curl/8.0'))
})
