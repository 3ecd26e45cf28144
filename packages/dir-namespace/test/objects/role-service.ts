import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { listenOnLoopback } from "./loopback.ts";

/** Keys that a service gives a program for its role. */
export interface RoleSession {
  readonly id: string;
  readonly secret: string;
  readonly token: string;
  readonly end: Date;
}

export interface RoleService extends AsyncDisposable {
  readonly url: string;
  /** The tokens with which a role was assumed. */
  readonly identities: (string | null)[];
}

/** The three services from which AWS's libraries get the keys of a role: a machine's metadata, a container's agent, and STS. */
export async function startRoleService(session: () => Promise<RoleSession>): Promise<RoleService> {
  const identities: (string | null)[] = [];
  const responseTo = async (incoming: IncomingMessage): Promise<{ body: string; status?: number }> => {
    const { method, url } = incoming;
    const form = new URLSearchParams(await text(incoming));
    switch (`${method} ${url}`) {
      case "PUT /latest/api/token":
        return { body: "metadata-token" };
      case "GET /latest/meta-data/iam/security-credentials/":
        return { body: "the-role" };
      case "GET /latest/meta-data/iam/security-credentials/the-role":
      case "GET /container":
        return { body: asJson(await session()) };
      case "POST /":
        identities.push(form.get("WebIdentityToken"));
        return { body: asXml(await session()) };
      default:
        return { body: "", status: 404 };
    }
  };
  const server = createServer((incoming, outgoing) => {
    const respond = async (): Promise<void> => {
      const { body, status = 200 } = await responseTo(incoming);
      outgoing.writeHead(status, { "x-aws-ec2-metadata-token-ttl-seconds": "21600" }).end(body);
    };
    respond().catch(() => incoming.socket.destroy());
  });
  const loopback = await listenOnLoopback(server);
  return {
    ...loopback,
    url: `http://127.0.0.1:${loopback.port}`,
    identities,
  };
}

function asJson({ id, secret, token, end }: RoleSession): string {
  return JSON.stringify({
    Code: "Success",
    Type: "AWS-HMAC",
    LastUpdated: new Date().toISOString(),
    AccessKeyId: id,
    SecretAccessKey: secret,
    Token: token,
    Expiration: end.toISOString(),
  });
}

function asXml({ id, secret, token, end }: RoleSession): string {
  return `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>
<AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/tables/test</Arn><AssumedRoleId>x:test</AssumedRoleId></AssumedRoleUser>
<Credentials><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>${secret}</SecretAccessKey><SessionToken>${token}</SessionToken>
<Expiration>${end.toISOString()}</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;
}
