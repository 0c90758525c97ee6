// Renders /openapi.json without any outside help. Text is only ever set as text, never as markup.
'use strict';

let token = '';

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function resolve(schema, document_) {
  const name = schema && schema.$ref && schema.$ref.split('/').pop();
  return name ? document_.components.schemas[name] : schema || {};
}

function typeName(schema, document_, depth = 0) {
  if (!schema || depth > 6) return 'any';
  if (schema.$ref) return schema.$ref.split('/').pop();
  if (schema.anyOf) return schema.anyOf.map((one) => typeName(one, document_, depth + 1)).join(' | ');
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.type === 'array') return `[${typeName(schema.items, document_, depth + 1)}]`;
  return schema.format ? `${schema.type} (${schema.format})` : schema.type || 'any';
}

function bounds(schema) {
  const names = ['minimum', 'maximum', 'exclusiveMinimum', 'minLength', 'maxLength', 'pattern', 'default'];
  return names.filter((name) => name in schema).map((name) => `${name} ${JSON.stringify(schema[name])}`).join(', ');
}

function sample(schema, document_, depth = 0) {
  const found = resolve(schema, document_);
  if (depth > 4) return null;
  if (found.examples) return found.examples[0];
  if ('default' in found) return found.default;
  if (found.anyOf) return sample(found.anyOf[0], document_, depth + 1);
  if (found.enum) return found.enum[0];
  if (found.type === 'array') return [sample(found.items, document_, depth + 1)];
  if (found.type === 'object') {
    const entries = Object.entries(found.properties || {});
    return Object.fromEntries(entries.map(([name, of]) => [name, sample(of, document_, depth + 1)]));
  }
  return { string: '', integer: 0, number: 0, boolean: false }[found.type] ?? null;
}

function fieldsTable(schema, document_) {
  const found = resolve(schema, document_);
  if (!found.properties) return element('p', {}, element('code', {}, typeName(schema, document_)));
  const required = new Set(found.required || []);
  const rows = Object.entries(found.properties).map(([name, of]) =>
    element('tr', {},
      element('td', {}, element('code', {}, name), required.has(name) ? ' *' : ''),
      element('td', {}, element('code', {}, typeName(of, document_))),
      element('td', { class: 'hint' }, [of.description, bounds(of)].filter(Boolean).join('; '))));
  return element('table', {}, ...rows);
}

function jsonBlock(value) {
  return element('pre', {}, JSON.stringify(value, null, 2));
}

function parameterRow(parameter, inputs, document_) {
  const input = element('input', { 'aria-label': parameter.name, placeholder: parameter.in });
  inputs.push([parameter, input]);
  return element('tr', {},
    element('td', {}, element('code', {}, parameter.name), parameter.required ? ' *' : ''),
    element('td', {}, element('code', {}, typeName(parameter.schema, document_))),
    element('td', { class: 'hint' }, [parameter.description, bounds(parameter.schema || {})].filter(Boolean).join('; ')),
    element('td', {}, input));
}

async function send(method, path, inputs, body, output) {
  const query = new URLSearchParams();
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  let target = path;
  for (const [parameter, input] of inputs) {
    if (!input.value) continue;
    if (parameter.in === 'path') target = target.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
    else if (parameter.in === 'query') query.set(parameter.name, input.value);
    else headers[parameter.name] = input.value;
  }
  if (body) headers['Content-Type'] = 'application/json';
  const asked = query.size ? `${target}?${query}` : target;
  try {
    const answer = await fetch(asked, { method: method.toUpperCase(), headers, body: body ? body.value : undefined });
    const text = (await answer.text()).slice(0, 100000);
    let shown = text;
    try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { /* shown as it came */ }
    output.textContent = `${answer.status} ${answer.statusText}\n${shown}`;
  } catch (error) {
    output.textContent = String(error);
  }
}

function requestPart(method, path, operation, document_) {
  const part = element('div');
  const inputs = [];
  if (operation.description) part.append(element('p', {}, operation.description));
  if (operation.parameters && operation.parameters.length) {
    part.append(element('table', {}, ...operation.parameters.map((one) => parameterRow(one, inputs, document_))));
  }
  let body = null;
  const content = operation.requestBody && operation.requestBody.content['application/json'];
  if (content) {
    part.append(element('h4', {}, 'Body'), fieldsTable(content.schema, document_));
    body = element('textarea', { 'aria-label': 'body', spellcheck: 'false' });
    body.value = JSON.stringify(sample(content.schema, document_), null, 2);
    part.append(body);
  }
  const output = element('pre', { 'aria-live': 'polite' });
  const button = element('button', { type: 'button' }, 'Send');
  button.addEventListener('click', () => send(method, path, inputs, body, output));
  part.append(element('p', {}, button), output);
  return part;
}

function answersPart(operation, document_) {
  const part = element('div');
  for (const [status, answer] of Object.entries(operation.responses || {})) {
    const content = answer.content && answer.content['application/json'];
    part.append(element('h4', {}, `${status} ${answer.description || ''}`));
    if (!content || Number(status) >= 400) continue;
    part.append(element('p', { class: 'hint' }, typeName(content.schema, document_)), jsonBlock(sample(content.schema, document_)));
  }
  return part;
}

function operationPart(method, path, operation, document_) {
  const details = element('details', {},
    element('summary', {},
      element('span', { class: `method ${method}` }, method.toUpperCase()),
      element('span', { class: 'path' }, path),
      element('span', { class: 'hint' }, operation.summary || '')));
  details.addEventListener('toggle', () => {
    if (details.childElementCount > 1) return;
    const inside = requestPart(method, path, operation, document_);
    inside.append(answersPart(operation, document_));
    details.append(inside);
  });
  return details;
}

async function signIn(event) {
  event.preventDefault();
  const given = Object.fromEntries(new FormData(event.target));
  const answer = await fetch('/api/login', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(given),
  });
  const body = await answer.json();
  token = answer.ok ? body.access_token : '';
  document.getElementById('who').textContent = answer.ok ? `${body.user.email}, ${body.user.role}` : body.detail;
}

async function start() {
  document.getElementById('sign-in').addEventListener('submit', signIn);
  const document_ = await (await fetch('/openapi.json')).json();
  document.getElementById('title').textContent = `${document_.info.title} ${document_.info.version}`;
  const groups = new Map();
  for (const [path, methods] of Object.entries(document_.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = (operation.tags || ['other'])[0];
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push(operationPart(method, path, operation, document_));
    }
  }
  const main = document.getElementById('operations');
  main.replaceChildren();
  main.append(element('p', {}, document_.info.description || ''));
  for (const [tag, parts] of groups) main.append(element('h2', {}, tag), ...parts);
}

start();
