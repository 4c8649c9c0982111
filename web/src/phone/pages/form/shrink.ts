/** Photographs are made small before they travel: a certificate stays readable at 1800 pixels. */

const LONGEST = 1800
const SMALL_ENOUGH = 400_000
const QUALITIES = [0.82, 0.7, 0.55]

/** The size to draw at: never larger than it was. */
export function fit(width: number, height: number, longest = LONGEST): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** A picture as a smaller JPEG; anything else, and what the browser cannot draw, as it is. */
export async function shrink(file: Blob): Promise<Blob> {
  if (!file.type.startsWith('image/') || file.size <= SMALL_ENOUGH) return file
  const address = URL.createObjectURL(file)
  try {
    const image = await draw(address)
    const canvas = document.createElement('canvas')
    Object.assign(canvas, fit(image.naturalWidth, image.naturalHeight))
    const pen = canvas.getContext('2d')
    if (!pen) return file
    pen.fillStyle = '#ffffff'
    pen.fillRect(0, 0, canvas.width, canvas.height)
    pen.drawImage(image, 0, 0, canvas.width, canvas.height)
    for (const quality of QUALITIES) {
      const small = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
      if (small && (small.size <= SMALL_ENOUGH * 2 || quality === QUALITIES[QUALITIES.length - 1]))
        return small.size < file.size ? small : file
    }
    return file
  } catch {
    return file // the server says what it cannot read
  } finally {
    URL.revokeObjectURL(address)
  }
}

function draw(address: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve(image)
    image.onerror = () => reject(new Error('unreadable picture'))
    image.src = address
  })
}
