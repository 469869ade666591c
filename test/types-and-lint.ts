import { ESLint } from 'eslint';
import ts from 'typescript';

// npm run types-and-lint: what npm run types and npm run lint say, in one program. Two thirds of what a linter that knows types does is to work
// these out, and the compiler has done so already: both together take little more than half.

/** Those that together have every file, and core's own, which knows no machine. */
const linted = ['tsconfig.json', 'test/cards/gallery/browser/tsconfig.json'];
const checked = [...linted, 'core/tsconfig.json'];

const programs = new Map(checked.map(file => [file, programOf(file)]));
const wrong = [...programs.values()].flatMap(program => ts.getPreEmitDiagnostics(program));
if (wrong.length > 0)
  console.log(
    ts.formatDiagnosticsWithColorAndContext(ts.sortAndDeduplicateDiagnostics(wrong), {
      getCanonicalFileName: name => name,
      getCurrentDirectory: () => process.cwd(),
      getNewLine: () => '\n',
    }),
  );

const eslint = new ESLint({
  overrideConfigFile: '.eslint.config.js',
  overrideConfig: {
    languageOptions: { parserOptions: { project: null, programs: linted.map(file => programs.get(file)) } },
  },
});
const results = await eslint.lintFiles('.');
console.log(await (await eslint.loadFormatter('stylish')).format(results));
const isLinted = results.every(({ errorCount, warningCount }) => errorCount + warningCount === 0);
process.exitCode = wrong.length === 0 && isLinted ? 0 : 1;

function programOf(file: string): ts.Program {
  const unread = (diagnostic: ts.Diagnostic): never => {
    throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
  };
  const parsed = ts.getParsedCommandLineOfConfigFile(file, undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: unread,
  });
  if (parsed === undefined) throw new Error(`${file} cannot be read`);
  return ts.createProgram({ rootNames: parsed.fileNames, options: parsed.options });
}
