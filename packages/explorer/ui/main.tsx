import { render } from "preact";
import "./main.css";

function Explorer() {
  return <p>The catalog is served below {new URL("..", location.href).pathname}</p>;
}

render(<Explorer />, document.querySelector("#app") ?? document.body);
