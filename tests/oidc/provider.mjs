// A real OpenID provider, with one client and anybody as a user. Told what to be on standard input, as one line of JSON;
// says its issuer on standard output when it answers, and ends with its standard input. Told an `acr`, that is how each
// of them proves who they are; `names` are what it calls some of them.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

import Provider from 'oidc-provider';

const told = JSON.parse(await new Promise((resolve) => createInterface(process.stdin).once('line', resolve)));
process.stdin.on('end', () => process.exit(0)).resume();

const keys = told.algorithms.map((alg, index) => {
  const kinds = { ES: ['ec', { namedCurve: 'P-256' }], Ed: ['ed25519'] };
  const { privateKey } = generateKeyPairSync(...(kinds[alg.slice(0, 2)] ?? ['rsa', { modulusLength: 2048 }]));
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg, kid: `key-${index}` };
});

const server = createServer();
await new Promise((resolve) => server.listen(0, told.host, resolve));
const here = `http://${told.host}:${server.address().port}`;
const issuer = told.issuer ?? here;

const provider = new Provider(issuer, {
  clients: [{ ...told.client, grant_types: ['authorization_code'], response_types: ['code'] }],
  clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
  jwks: { keys },
  claims: { openid: told.acr ? ['sub', 'acr'] : ['sub'], profile: ['name'], email: ['email'] },
  features: {
    devInteractions: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    backchannelLogout: { enabled: true },
  },
  pkce: { required: () => true },
  // Its own guard keeps it from calling this machine; here nobody else is called.
  fetch: (address, { dispatcher, ...options }) => fetch(address, options),
  findAccount: (_ctx, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      name: told.names?.[id] ?? `${id[0].toUpperCase()}${id.slice(1)} Example`,
      email: `${id}@${told.domain ?? 'town.example'}`,
    }),
  }),
  cookies: { keys: ['made-up'] },
  ttl: { AccessToken: 300, AuthorizationCode: 60, IdToken: 300, Interaction: 300, Session: 300, Grant: 300 },
});
const finished = provider.interactionFinished.bind(provider);
provider.interactionFinished = (request, response, result, options) => {
  const login = result.login && { ...result.login, acr: told.acr };
  return finished(request, response, told.acr && login ? { ...result, login } : result, options);
};
provider.proxy = Boolean(told.issuer); // then it is behind one, which has its name and its certificate
server.on('request', provider.callback());
console.log(JSON.stringify({ issuer, here }));
