// The editor's comparison of two texts. The editor itself, with its workers, is set up by the module of the editor.

import './monaco-editor.tsx'
import * as monaco from 'monaco-editor/editor/editor.api.js'
import { useEffect, useRef } from 'react'
import type { CodeDiffProps } from './code-diff.tsx'
import { useEditorTheme } from './editor-theme.ts'

const sideBySidePx = 760
/** A comparison that is under way when it is closed fails without its texts. */
const comparisonMs = 5_000

/** A default export: it is loaded when it shows. */
export default function MonacoDiff({ label, before, after }: CodeDiffProps) {
  const container = useRef<HTMLDivElement>(null)
  const models = useRef<monaco.editor.IDiffEditorModel>(null)

  useEditorTheme()

  // What can change is set by the effects below.
  useEffect(() => {
    if (!container.current) return
    const editor = monaco.editor.createDiffEditor(container.current, {
      readOnly: true,
      originalEditable: false,
      automaticLayout: true,
      renderSideBySideInlineBreakpoint: sideBySidePx,
      useInlineViewWhenSpaceIsLimited: true,
      hideUnchangedRegions: { enabled: true },
      renderOverviewRuler: false,
      renderValidationDecorations: 'off',
      minimap: { enabled: false },
      scrollBeyondLastLine: false,
      scrollbar: { alwaysConsumeMouseWheel: false },
      fontSize: 13,
      wordWrap: 'on',
      showUnused: false,
    })
    // The language only adds colours: the editor checks the code.
    const both = {
      original: monaco.editor.createModel(before, 'typescript'),
      modified: monaco.editor.createModel(after, 'typescript'),
    }
    models.current = both
    editor.setModel(both)
    keepLabel(editor.getOriginalEditor(), `${label}: before`)
    keepLabel(editor.getModifiedEditor(), `${label}: after`)
    return () => {
      models.current = null
      editor.dispose()
      setTimeout(() => {
        both.original.dispose()
        both.modified.dispose()
      }, comparisonMs)
    }
  }, [label])

  useEffect(() => {
    if (models.current && models.current.original.getValue() !== before)
      models.current.original.setValue(before)
    if (models.current && models.current.modified.getValue() !== after)
      models.current.modified.setValue(after)
  }, [before, after])

  return (
    <div
      ref={container}
      style={{
        height: 360,
        border: '1px solid var(--otpost-line)',
        borderRadius: 'var(--mantine-radius-sm)',
        overflow: 'hidden',
      }}
    />
  )
}

/** The comparison takes the labels from its two sides whenever it is laid out anew. */
function keepLabel(side: monaco.editor.ICodeEditor, label: string): void {
  const option = monaco.editor.EditorOption.ariaLabel
  const name = () => {
    if (side.getOption(option) !== label) side.updateOptions({ ariaLabel: label })
  }
  name()
  side.onDidChangeConfiguration((changed) => changed.hasChanged(option) && name())
}
