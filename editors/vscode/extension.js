'use strict';
// Starts `schemagen lsp`, and draws diagrams. The language is known by the server alone.
const { execFile } = require('node:child_process');
const os = require('node:os');
const path = require('node:path');
const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

const program = () => vscode.workspace.getConfiguration('schemagen').get('path', 'schemagen');

function diagram() {
  const document = vscode.window.activeTextEditor && vscode.window.activeTextEditor.document;
  if (!document || document.languageId !== 'sgen') return;
  const file = path.join(os.tmpdir(), `schemagen-${process.pid}.html`);
  execFile(program(), ['erd', path.dirname(document.fileName), '-o', file], (error, _, words) => {
    if (error && error.code !== 2) vscode.window.showErrorMessage(words || error.message);
    else vscode.env.openExternal(vscode.Uri.file(file));
  });
}

exports.activate = (context) => {
  context.subscriptions.push(vscode.commands.registerCommand('schemagen.diagram', diagram));
  client = new LanguageClient(
    'schemagen',
    'schemagen',
    { command: program(), args: ['lsp'] },
    {
      documentSelector: [{ language: 'sgen', scheme: 'file' }],
      synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher('**/*.sgen') },
    },
  );
  return client.start();
};

exports.deactivate = () => client && client.stop();
