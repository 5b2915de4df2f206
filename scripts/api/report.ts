import { join } from 'node:path';
import { Extractor, ExtractorConfig, type ExtractorMessage } from '@microsoft/api-extractor';

/**
 * Makes api/sockdiag.api.md from the declarations of the modules.
 * @param checkOnly - only compares
 * @returns a line for each thing that is wrong: none when the report is current, or has been written
 */
export function apiReport(checkout: string, { checkOnly }: { checkOnly: boolean }): string[] {
  const lines: string[] = [];
  const messageCallback = (message: ExtractorMessage) => {
    message.handled = true;
    const { logLevel, sourceFilePath: file, sourceFileLine: line, text } = message;
    if (logLevel === 'error') lines.push(file ? `${file}:${line}: ${text}` : text);
  };
  const configuration = ExtractorConfig.loadFileAndPrepare(join(checkout, 'api/extractor.json'));
  const { apiReportChanged } = Extractor.invoke(configuration, { localBuild: !checkOnly, messageCallback });
  if (checkOnly && apiReportChanged) {
    lines.push('the API is not the one in api/sockdiag.api.md: run `npm run api`, and commit its diff if you meant it');
  }
  return lines;
}
