import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CgroupPlace, cgroupPlace, NOWHERE } from '../../../src/sockets/processes/cgroup-path.ts';

const ID = '3f4e1c0a'.repeat(8);
const OTHER = '0123456789abcdef'.repeat(4);
const POD = '6a1e5c4b-0f5e-4b86-9a3c-1d2e3f405162';
const ESCAPED = POD.replaceAll('-', '_');
const STATIC = '0123456789abcdef'.repeat(2);

const docker = { runtime: 'docker', id: ID } as const;
const containerd = { runtime: 'containerd', id: ID } as const;
const crio = { runtime: 'cri-o', id: ID } as const;
const podman = { runtime: 'podman', id: ID } as const;
const unknown = { runtime: null, id: ID } as const;

/** What each path says beside nothing. */
const PATHS: Readonly<Record<string, Readonly<Record<string, Partial<CgroupPlace>>>>> = {
  systemd: {
    '/': {},
    '': {},
    '/init.scope': { unit: 'init.scope' },
    '/system.slice/nginx.service': { unit: 'nginx.service', slice: 'system.slice' },
    '/system.slice/system-getty.slice/getty@tty1.service': { unit: 'getty@tty1.service', slice: 'system-getty.slice' },
    '/system.slice/docker.service/worker/2': { unit: 'docker.service', slice: 'system.slice' },
    '/system.slice/a\\x2db.service': { unit: 'a\\x2db.service', slice: 'system.slice' },
    '/system.slice/dev-disk-by\\x2duuid-1234\\x2d5678.swap': {
      unit: 'dev-disk-by\\x2duuid-1234\\x2d5678.swap',
      slice: 'system.slice',
    },
    '/_memory.service': { unit: 'memory.service' },
    '/system.slice/cups.socket': { unit: 'cups.socket', slice: 'system.slice' },
    '/system.slice': { slice: 'system.slice' },
    '/user.slice/user-1000.slice/session-3.scope': { unit: 'session-3.scope', slice: 'user-1000.slice' },
    '/user.slice/user-1000.slice/user@1000.service/init.scope': { unit: 'init.scope', slice: 'user-1000.slice' },
    '/user.slice/user-1000.slice/user@1000.service/app.slice/app-firefox-12.scope': {
      unit: 'app-firefox-12.scope',
      slice: 'app.slice',
    },
    '/user.slice/user-1000.slice/user@1000.service/web.service': { unit: 'web.service', slice: 'user-1000.slice' },
    '/../../system.slice/ssh.service': { unit: 'ssh.service', slice: 'system.slice' },
    '/service': {},
    '/a.slice.d/b.servicex': {},
  },
  docker: {
    [`/docker/${ID}`]: { container: docker },
    [`/system.slice/docker-${ID}.scope`]: {
      unit: `docker-${ID}.scope`,
      slice: 'system.slice',
      container: docker,
    },
    [`/system.slice:docker:${ID}`]: { container: docker },
    [`/docker/${ID}/system.slice/nginx.service`]: { unit: 'nginx.service', slice: 'system.slice', container: docker },
    [`/docker/${OTHER}/docker/${ID}`]: { container: docker },
    [`/user.slice/user-1000.slice/user@1000.service/user.slice/docker-${ID}.scope`]: {
      unit: `docker-${ID}.scope`,
      slice: 'user.slice',
      container: docker,
    },
    [`/ecs/tasks/${STATIC}/${ID}`]: { container: docker },
    [`/docker/${ID.slice(1)}`]: {},
    [`/docker/${ID}0`]: {},
    '/docker/buildx': {},
  },
  containerd: {
    [`/default/${ID}`]: { container: containerd },
    [`/k8s.io/${ID}`]: { container: containerd },
    [`/system.slice/nerdctl-${ID}.scope`]: {
      unit: `nerdctl-${ID}.scope`,
      slice: 'system.slice',
      container: containerd,
    },
    [`/system.slice/containerd.service/kubepods-burstable-pod${ESCAPED}.slice:cri-containerd:${ID}`]: {
      unit: 'containerd.service',
      slice: 'system.slice',
      container: containerd,
      pod: POD,
    },
    '/system.slice/containerd.service': { unit: 'containerd.service', slice: 'system.slice' },
  },
  podman: {
    [`/machine.slice/libpod-${ID}.scope`]: { unit: `libpod-${ID}.scope`, slice: 'machine.slice', container: podman },
    [`/machine.slice/libpod-${ID}.scope/container`]: {
      unit: `libpod-${ID}.scope`,
      slice: 'machine.slice',
      container: podman,
    },
    [`/machine.slice/libpod-conmon-${ID}.scope`]: {
      unit: `libpod-conmon-${ID}.scope`,
      slice: 'machine.slice',
      container: podman,
    },
    [`/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${ID}.scope/container`]: {
      unit: `libpod-${ID}.scope`,
      slice: 'user.slice',
      container: podman,
    },
    [`/system.slice/web.service/libpod-payload-${ID}`]: {
      unit: 'web.service',
      slice: 'system.slice',
      container: podman,
    },
    [`/libpod_parent/libpod-${ID}`]: { container: podman },
    '/libpod_parent/conmon': {},
  },
  kubernetes: {
    [`/kubepods/besteffort/pod${POD}/${ID}`]: { container: unknown, pod: POD },
    [`/kubepods/burstable/pod${POD}/${ID}`]: { container: unknown, pod: POD },
    [`/kubepods/pod${POD}/${ID}`]: { container: unknown, pod: POD },
    [`/kubepods/burstable/pod${STATIC}/${ID}`]: { container: unknown, pod: STATIC },
    [`/kubelet/kubepods/besteffort/pod${POD}/${ID}`]: { container: unknown, pod: POD },
    [`/kubepods/burstable/pod${POD}/crio-${ID}`]: { container: crio, pod: POD },
    [`/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${ESCAPED}.slice/cri-containerd-${ID}.scope`]: {
      unit: `cri-containerd-${ID}.scope`,
      slice: `kubepods-besteffort-pod${ESCAPED}.slice`,
      container: containerd,
      pod: POD,
    },
    [`/kubepods.slice/kubepods-pod${ESCAPED}.slice/crio-${ID}.scope`]: {
      unit: `crio-${ID}.scope`,
      slice: `kubepods-pod${ESCAPED}.slice`,
      container: crio,
      pod: POD,
    },
    [`/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${ESCAPED}.slice/crio-conmon-${ID}.scope`]: {
      unit: `crio-conmon-${ID}.scope`,
      slice: `kubepods-burstable-pod${ESCAPED}.slice`,
      container: crio,
      pod: POD,
    },
    [`/kubepods.slice/kubepods-pod${ESCAPED}.slice/docker-${ID}.scope`]: {
      unit: `docker-${ID}.scope`,
      slice: `kubepods-pod${ESCAPED}.slice`,
      container: docker,
      pod: POD,
    },
    [`/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod${ESCAPED}.slice/cri-containerd-${ID}.scope`]: {
      unit: `cri-containerd-${ID}.scope`,
      slice: `kubelet-kubepods-pod${ESCAPED}.slice`,
      container: containerd,
      pod: POD,
    },
    [`/other/pod${POD}/${ID}`]: { container: unknown },
  },
  'LXC, systemd-nspawn and libvirt': {
    '/lxc/web': { container: { runtime: 'lxc', id: 'web' } },
    '/lxc/101/ns/system.slice/nginx.service': {
      unit: 'nginx.service',
      slice: 'system.slice',
      container: { runtime: 'lxc', id: '101' },
    },
    '/lxc.payload.web/system.slice/nginx.service': {
      unit: 'nginx.service',
      slice: 'system.slice',
      container: { runtime: 'lxc', id: 'web' },
    },
    '/lxc.payload/web': { container: { runtime: 'lxc', id: 'web' } },
    '/lxc.monitor.web': { container: { runtime: 'lxc', id: 'web' } },
    '/machine.slice/machine-my\\x2dweb.scope/payload/system.slice/nginx.service': {
      unit: 'nginx.service',
      slice: 'system.slice',
      container: { runtime: 'systemd-nspawn', id: 'my-web' },
    },
    '/machine.slice/systemd-nspawn@my\\x2dweb.service/payload': {
      unit: 'systemd-nspawn@my\\x2dweb.service',
      slice: 'machine.slice',
      container: { runtime: 'systemd-nspawn', id: 'my-web' },
    },
    '/machine.slice/machine-lxc\\x2d12\\x2dweb.scope': {
      unit: 'machine-lxc\\x2d12\\x2dweb.scope',
      slice: 'machine.slice',
      container: { runtime: 'lxc', id: 'web' },
    },
    '/machine.slice/machine-qemu\\x2d1\\x2dvm.scope/libvirt/emulator': {
      unit: 'machine-qemu\\x2d1\\x2dvm.scope',
      slice: 'machine.slice',
    },
  },
};

describe('cgroupPlace', () => {
  for (const [name, paths] of Object.entries(PATHS)) {
    it(`knows the paths of ${name}`, () => {
      for (const [path, place] of Object.entries(paths))
        assert.deepEqual(cgroupPlace(path), { ...NOWHERE, ...place }, path);
    });
  }
});
