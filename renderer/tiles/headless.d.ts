/** The package's `module` field names a file that it does not ship (6.0.0), so the file is named here. */
declare module '@xterm/headless/lib-headless/xterm-headless.mjs' {
  export * from '@xterm/headless'
}
