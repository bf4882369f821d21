/** Makes sure that functions can be isolated as was asked, or says what to change; never settles for less. */
import { UserError } from '../kit/user-error.ts';
import { checkIsolation } from '../runtime/bwrap/check.ts';
import { installBubblewrap, installNetworkPrograms } from '../runtime/bwrap/install.ts';
import { hasNetworkPrograms } from '../runtime/network/programs.ts';

/** As root, installs bubblewrap where it is missing, and says so. Rejects with UserError, also where nobody waits yet. */
export function ensureIsolation(kind: 'sandbox' | 'process', say: (line: string) => void): Promise<void> {
  const ensured = ensure(kind, say);
  ensured.catch(() => {});
  return ensured;
}

async function ensure(kind: 'sandbox' | 'process', say: (line: string) => void): Promise<void> {
  if (kind === 'process') return;
  let check = await checkIsolation();
  if (check.bubblewrapMissing && process.getuid?.() === 0) {
    try {
      await installBubblewrap(say);
    } catch (error) {
      throw new UserError(
        `${(error as Error).message} (or choose --isolation process: functions are then not isolated)`,
      );
    }
    check = await checkIsolation();
  }
  if (check.problems.length > 0) throw new UserError(`functions cannot be isolated: ${check.problems.join('; ')}`);
  if (process.getuid?.() === 0 && !hasNetworkPrograms()) await getNetworkPrograms(say);
}

/** As root, installs what networks take, and says so. Without it functions reach the API alone, as `status` tells. */
async function getNetworkPrograms(say: (line: string) => void): Promise<void> {
  try {
    await installNetworkPrograms(say);
  } catch (error) {
    say((error as Error).message);
  }
}
