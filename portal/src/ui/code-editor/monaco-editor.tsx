// The editor of VS Code in the page. Its workers are files of the portal; nothing comes from another host, and nothing
// is evaluated. This module is loaded on demand only: see code-editor.tsx.

import 'monaco-editor/features/register.all.js'
import 'monaco-editor/languages/definitions/typescript/register.js'
import 'monaco-editor/languages/definitions/liquid/register.js'
import 'monaco-editor/languages/features/json/register.js'
import * as monaco from 'monaco-editor/editor/editor.api.js'
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker'
import JsonWorker from 'monaco-editor/language/json/json.worker.js?worker'
import TypeScriptWorker from 'monaco-editor/language/typescript/ts.worker.js?worker'
import {
  getTypeScriptWorker,
  type LanguageServiceDefaults,
  ModuleKind,
  ModuleResolutionKind,
  ScriptTarget,
  typescriptDefaults,
} from 'monaco-editor/languages/features/typescript/register.js'
import { useEffect, useEffectEvent, useRef } from 'react'
import type { CodeEditorProps, CodeLanguage, CodeProblem, ExtraLib } from './code-editor.tsx'
import { useEditorTheme } from './editor-theme.ts'

globalThis.MonacoEnvironment = {
  getWorker: (_workerId, label) => {
    if (label === 'typescript') return new TypeScriptWorker()
    return label === 'json' ? new JsonWorker() : new EditorWorker()
  },
}

const checked = {
  target: ScriptTarget.ESNext,
  module: ModuleKind.ESNext,
  moduleResolution: ModuleResolutionKind.NodeJs,
  // Every file for itself: what one declares is not seen by another, nor does it clash with the globals.
  moduleDetection: 3,
  allowNonTsExtensions: true,
  noEmit: true,
}
// Scripts run in Deno, whose globals are those of browsers.
const compilerOptionsOf = new Map<CodeLanguage, Parameters<LanguageServiceDefaults['setCompilerOptions']>[0]>(
  [
    ['typescript', { ...checked, strict: true, lib: ['lib.esnext.d.ts', 'lib.dom.d.ts'] }],
    // Checked as TypeScript, leniently: only so do the parameters of what is assigned to `exports` or `module` get the types
    // that those are declared with. Without the globals of browsers: `Event` is Auth0's here.
    ['javascript', { ...checked, strict: false, lib: ['lib.esnext.d.ts'] }],
  ],
)
// Packages have no types here: that they cannot be found says nothing. JavaScript is no mistake either.
const diagnosticCodesToIgnore = [2307, 2792, 7016, 80001, 80002, 80005, 80006]
typescriptDefaults.setDiagnosticsOptions({ diagnosticCodesToIgnore })

export default function MonacoEditor(props: CodeEditorProps) {
  const { label, language, value, onChange, problems, extraLibs, height = 412, readOnly = false } = props
  const container = useRef<HTMLDivElement>(null)
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(null)
  // What was typed and has not come back as the value yet: it comes back late, when the editor is already further.
  const typed = useRef<string[]>([])
  const tellChange = useEffectEvent((text: string) => {
    if (text === value) return
    typed.current.push(text)
    onChange?.(text)
  })

  useTypes(language, extraLibs)
  useTypeCheck(language, value)
  useEditorTheme()

  // What can change is set by the effects below.
  useEffect(() => {
    if (!container.current) return
    const created = monaco.editor.create(container.current, {
      value,
      language: language === 'javascript' ? 'typescript' : language,
      ariaLabel: label,
      readOnly,
      automaticLayout: true,
      minimap: { enabled: false },
      fixedOverflowWidgets: true,
      scrollBeyondLastLine: false,
      scrollbar: { alwaysConsumeMouseWheel: false },
      fontSize: 13,
      tabSize: 2,
      wordWrap: 'on',
      lineNumbersMinChars: 3,
      // Both are shown by paling the text, too much to be read.
      showUnused: false,
      renderFinalNewline: 'on',
      accessibilitySupport: 'auto',
    })
    editor.current = created
    const listening = created.onDidChangeModelContent(() => tellChange(created.getValue()))
    return () => {
      listening.dispose()
      const model = created.getModel()
      created.dispose()
      model?.dispose()
      editor.current = null
    }
  }, [language])

  useEffect(() => editor.current?.updateOptions({ readOnly, ariaLabel: label }), [readOnly, label])
  useEffect(() => {
    const known = typed.current.indexOf(value)
    typed.current = typed.current.slice(known + 1)
    if (known < 0 && editor.current && editor.current.getValue() !== value) {
      typed.current = []
      editor.current.setValue(value)
    }
  }, [value])
  useEffect(() => {
    const model = editor.current?.getModel()
    if (model) monaco.editor.setModelMarkers(model, 'otpost', (problems ?? []).map(toMarker))
  }, [problems])

  return (
    <div
      ref={container}
      style={{
        height,
        border: '1px solid var(--otpost-line)',
        borderRadius: 'var(--mantine-radius-sm)',
        overflow: 'hidden',
      }}
    />
  )
}

/** Options and types are those of all editors at once: the last one that shows sets them. */
function useTypes(language: CodeLanguage, extraLibs: readonly ExtraLib[] = []): void {
  const text = JSON.stringify(extraLibs)
  // The same types need not be set again.
  useEffect(() => {
    const options = compilerOptionsOf.get(language)
    if (!options) return
    typescriptDefaults.setCompilerOptions(options)
    typescriptDefaults.setExtraLibs(extraLibs.map(({ path, content }) => ({ filePath: path, content })))
  }, [language, text])
}

/**
 * Only what has syntax of TypeScript's own is checked for types, as on the server: without it, a script is JavaScript. For
 * all editors at once, as above.
 */
function useTypeCheck(language: CodeLanguage, value: string): void {
  useEffect(() => {
    if (language !== 'typescript') {
      setTypeCheck(true)
      return
    }
    let isLatest = true
    const check = async () => {
      const isScript = await isJavaScript(value)
      if (isLatest) setTypeCheck(!isScript)
    }
    const timer = setTimeout(() => {
      // Without the worker there are no marks to take away.
      check().catch(() => {})
    }, 100)
    return () => {
      isLatest = false
      clearTimeout(timer)
    }
  }, [language, value])
}

/** Setting it starts the worker anew: only when it changes. */
function setTypeCheck(isOn: boolean): void {
  if (typescriptDefaults.getDiagnosticsOptions().noSemanticValidation === !isOn) return
  typescriptDefaults.setDiagnosticsOptions({ diagnosticCodesToIgnore, noSemanticValidation: !isOn })
}

let probes = 0

/** By the name of a file, the compiler knows what it may hold: in this one a type is a mistake. */
async function isJavaScript(code: string): Promise<boolean> {
  probes += 1
  const uri = monaco.Uri.parse(`file:///otpost/probe-${probes}.js`)
  const probe = monaco.editor.createModel(code, 'plaintext', uri)
  try {
    const worker = await (await getTypeScriptWorker())(uri)
    return (await worker.getSyntacticDiagnostics(uri.toString())).length === 0
  } finally {
    probe.dispose()
  }
}

function toMarker({ line, column, message }: CodeProblem): monaco.editor.IMarkerData {
  return {
    severity: monaco.MarkerSeverity.Error,
    message,
    startLineNumber: line,
    startColumn: column ?? 1,
    endLineNumber: line,
    // Up to the end of the line: how long what is wrong is, is not known.
    endColumn: Number.MAX_SAFE_INTEGER,
  }
}
