import { describe, expect, it } from 'vitest'
import { blocksDownloads } from '@/api/files'
import { deviceText } from './device'

const WECHAT = 'Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.44'
const QQ = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 QQ/9.0.0'

describe('deviceText', () => {
  it('says system and app', () => {
    expect(deviceText(WECHAT)).toBe('安卓手机 · 微信')
    expect(deviceText(QQ)).toBe('苹果手机 · QQ')
    expect(deviceText('curl/8')).toBe('其他设备')
  })
})

describe('blocksDownloads', () => {
  it('knows the apps that open no files', () => {
    expect([WECHAT, QQ, 'Mozilla/5.0 (Linux; Android 13) Chrome/116.0'].map((one) => blocksDownloads(one))).toEqual([true, true, false])
  })
})
