import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, openBench } from '../iam.fixture.ts';
import type { IamContext } from '../parts.ts';
import { addClientIdToOpenIdConnectProvider } from './add-client-id-to-open-id-connect-provider.ts';
import { createOpenIdConnectProvider } from './create-open-id-connect-provider.ts';
import { deleteOpenIdConnectProvider } from './delete-open-id-connect-provider.ts';
import { getAccountSummary } from './get-account-summary.ts';
import { getOpenIdConnectProvider } from './get-open-id-connect-provider.ts';
import { listOpenIdConnectProviders } from './list-open-id-connect-providers.ts';
import { listOpenIdConnectProviderTags } from './list-open-id-connect-provider-tags.ts';
import { removeClientIdFromOpenIdConnectProvider } from './remove-client-id-from-open-id-connect-provider.ts';
import { tagOpenIdConnectProvider } from './tag-open-id-connect-provider.ts';
import { untagOpenIdConnectProvider } from './untag-open-id-connect-provider.ts';
import { updateOpenIdConnectProviderThumbprint } from './update-open-id-connect-provider-thumbprint.ts';

const Url = 'https://token.actions.githubusercontent.com';
const OpenIDConnectProviderArn = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;
const provider = { OpenIDConnectProviderArn };

test('a provider is made, read, changed and deleted', async () => {
  await using bench = await openBench();
  const ctx = (): IamContext => bench.context();
  const made = await createOpenIdConnectProvider(ctx(), { Url, ClientIDList: ['sts.amazonaws.com'] });
  assert.deepEqual(made, provider);
  await assert.rejects(createOpenIdConnectProvider(ctx(), { Url: `${Url}/` }), {
    name: 'EntityAlreadyExistsException',
    message: `Provider with url ${Url} already exists.`,
  });
  await addClientIdToOpenIdConnectProvider(ctx(), { ...provider, ClientID: 'other' });
  await addClientIdToOpenIdConnectProvider(ctx(), { ...provider, ClientID: 'other' });
  await removeClientIdFromOpenIdConnectProvider(ctx(), { ...provider, ClientID: 'sts.amazonaws.com' });
  await updateOpenIdConnectProviderThumbprint(ctx(), { ...provider, ThumbprintList: ['a'.repeat(40)] });
  assert.deepEqual(await getOpenIdConnectProvider(ctx(), provider), {
    Url: 'token.actions.githubusercontent.com',
    ClientIDList: ['other'],
    ThumbprintList: ['a'.repeat(40)],
    CreateDate: bench.clock.nowMs(),
  });
  assert.deepEqual((await listOpenIdConnectProviders(ctx())).OpenIDConnectProviderList, [
    { Arn: OpenIDConnectProviderArn },
  ]);
  assert.equal((await getAccountSummary(ctx())).SummaryMap?.['Providers'], 1);
  await deleteOpenIdConnectProvider(ctx(), provider);
  await deleteOpenIdConnectProvider(ctx(), provider);
  assert.equal((await getAccountSummary(ctx())).SummaryMap?.['Providers'], 0);
  await assert.rejects(getOpenIdConnectProvider(ctx(), provider), {
    name: 'NoSuchEntityException',
    message: `OpenIDConnect Provider not found for arn ${OpenIDConnectProviderArn}`,
  });
});

test('URLs that are no issuer’s, and too many thumbprints', async () => {
  await using bench = await openBench();
  for (const wrong of ['http://example.com', 'example.com', 'https://example.com/?a=b', 'https://a:b@example.com']) {
    await assert.rejects(
      createOpenIdConnectProvider(bench.context(), { Url: wrong }),
      { message: 'Invalid Open ID Connect Provider URL' },
      wrong,
    );
  }
  const ThumbprintList = Array.from({ length: 6 }, () => 'a'.repeat(40));
  await assert.rejects(createOpenIdConnectProvider(bench.context(), { Url, ThumbprintList }), {
    name: 'InvalidInputException',
  });
});

test('tags of providers', async () => {
  await using bench = await openBench();
  const ctx = (): IamContext => bench.context();
  await createOpenIdConnectProvider(ctx(), { Url, Tags: [{ Key: 'a', Value: '1' }] });
  await tagOpenIdConnectProvider(ctx(), { ...provider, Tags: [{ Key: 'b', Value: '2' }] });
  await untagOpenIdConnectProvider(ctx(), { ...provider, TagKeys: ['a'] });
  assert.deepEqual((await listOpenIdConnectProviderTags(ctx(), provider)).Tags, [{ Key: 'b', Value: '2' }]);
});
