/** `lianxi …` on a data folder within the test's own process: a start of Node for each would be most of a test's time. */
import { runLianxi } from '@lianxi/server';

/** Resolves to what it printed; throws with what it said when it fails. */
export const lianxiOn =
  (dataFolder: string) =>
  async (args: readonly string[], input = ''): Promise<string> => {
    let printed = '';
    let said = '';
    const code = await runLianxi(args, {
      env: { LIANXI_DATA: dataFolder },
      cwd: dataFolder,
      stdin: (async function* () {
        yield Buffer.from(input);
      })(),
      out: (text) => {
        printed += text;
      },
      note: (text) => {
        said += text;
      },
    });
    if (code !== 0) throw new Error(`lianxi ${args.join(' ')} ended with ${code}: ${said}`);
    return printed;
  };
