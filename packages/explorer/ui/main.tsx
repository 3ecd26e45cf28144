import { render } from "preact";
import { App } from "./app.tsx";
import { loadParts } from "./parts/lazy.tsx";
import { exchangeLinkToken } from "./server/link-token.ts";
import { followAddress, route } from "./state/route.ts";
import { startSession } from "./state/session.ts";
import { applyTheme } from "./state/theme.ts";
import { reveal, startTree } from "./state/tree.ts";
import "./style/index.css";

applyTheme();
await exchangeLinkToken();
followAddress();
startTree();
reveal(route.peek().path);
const session = startSession();
render(<App />, document.querySelector("#app") ?? document.body);
void session.then(loadParts);
