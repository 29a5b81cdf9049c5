// The writing desk. Bundled with the editor's packages into vendor/writing.js by deploy/frontend.mjs.
import "./editor/mount.js";
import "./saves.js";
import "./tabs.js";
import "./looking.js";
import "./uploads.js";
import "./imports.js";
import "./room.js";
import "./folding.js";
import "./judged.js";
import "./drawer.js";
import "./rights.js";
import "./questions.js";
