// The colours of code. Those that the editor comes with are too pale for comments, and for anything on the grounds of a
// comparison: every token here has 4.5:1 on every ground that it can stand on (WCAG 2.2 AA).

import { useComputedColorScheme } from '@mantine/core'
import * as monaco from 'monaco-editor/editor/editor.api.js'
import { useEffect } from 'react'

monaco.editor.defineTheme('otpost-light', {
  base: 'vs',
  inherit: true,
  rules: [
    { token: 'comment', foreground: '00591f' },
    { token: 'number', foreground: '065a3c' },
    { token: 'type', foreground: '00555f' },
    { token: 'type.identifier', foreground: '00555f' },
    { token: 'string', foreground: '8f1111' },
  ],
  colors: {
    'diffEditor.insertedTextBackground': '#9ccc2c40',
    'diffEditor.insertedLineBackground': '#9bb95522',
    'diffEditor.removedTextBackground': '#ff000026',
    'diffEditor.removedLineBackground': '#ff000014',
    'editorBracketHighlight.foreground2': '#216b21',
  },
})
monaco.editor.defineTheme('otpost-dark', {
  base: 'vs-dark',
  inherit: true,
  rules: [
    { token: 'comment', foreground: '9ccb88' },
    { token: 'keyword', foreground: '8cc4f5' },
    { token: 'string', foreground: 'e8b090' },
    { token: 'type', foreground: '62d6be' },
    { token: 'type.identifier', foreground: '62d6be' },
  ],
  colors: {
    'editor.background': '#191e1e',
    'diffEditor.insertedTextBackground': '#9ccc2c26',
    'diffEditor.insertedLineBackground': '#9bb9551a',
    'diffEditor.removedTextBackground': '#ff000030',
    'diffEditor.removedLineBackground': '#ff000022',
  },
})

/** One theme is that of all editors at once. */
export function useEditorTheme(): void {
  const scheme = useComputedColorScheme('light')
  useEffect(() => monaco.editor.setTheme(scheme === 'dark' ? 'otpost-dark' : 'otpost-light'), [scheme])
}
