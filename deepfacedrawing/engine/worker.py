"""The engine in a process of its own: what the window talks to. The parent's side imports no torch."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
import traceback
import weakref
from collections.abc import Callable
from functools import cache, partial
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from deepfacedrawing.engine.patience import Patience, Watchdog
from deepfacedrawing.rendering import Renderer, RendererDied, RendererInfo, RenderRequest, RenderResult, UserError

# Until a process that was ended is gone.
_GRACE = 0.8
NICENESS, BELOW_NORMAL = 15, 0x4000


class EngineError(RuntimeError):
    """The engine failed on one request but lives on; its cause holds the traceback of the engine's process."""


class EngineProcess:
    """A ``Renderer`` whose work is done by a child process, so that it can neither block nor crash the window.

    ``render`` may be called from any thread, one request at a time; ``close`` may be called from any thread, also
    while a render is under way, which then raises ``RendererDied``.
    """

    info: RendererInfo

    def __init__(
        self,
        factory: Callable[[], Renderer],
        patience: Patience | None = None,
    ) -> None:
        """Starts the process and waits until its renderer is loaded.

        Args:
            factory: builds the renderer, in the child; picklable by reference.
            patience: how long a load and a face may take before the process counts as hung and is killed; learns from
                each. By default one that knows nothing yet.

        Raises:
            UserError: the factory's own, such as a missing model.
            EngineError: the factory failed in another way.
            RendererDied: the process ended or hung while loading.
        """
        context = multiprocessing.get_context("spawn")
        self._connection, child_connection = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(child_connection, factory), name="deepfacedrawing-engine", daemon=True
        )
        # Where the program ends while the engine is being loaded, nobody closes it, and the interpreter would ask it
        # to end and wait, for ever where it hangs.
        weakref.finalize(self, end_at_once, self._process)
        self._patience = patience or Patience()
        self._one_request = threading.Lock()
        self._ending = threading.Lock()
        self._closed = False
        try:
            try:
                self._process.start()
            finally:
                # With our copy of the child's end closed, the child's death reads as an end of file.
                child_connection.close()
            with self._one_request:
                self.info = self._load()
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int | None:
        """The number of the engine's process."""
        return self._process.pid

    def render(self, request: RenderRequest) -> RenderResult:
        """Renders in the child.

        Raises:
            UserError: the engine's own.
            EngineError: the engine failed on this request; the next one may work.
            RendererDied: the process ended, hung or was closed; a new one is needed.
        """
        with self._one_request:
            if self._closed:
                raise RendererDied("The engine has been closed.")
            limit, begin = self._patience.for_face, time.monotonic()
            result = self._await_reply(request, limit)
            self._patience.note_face(min(time.monotonic() - begin, limit))
            return result

    def close(self) -> None:
        """Ends the process, within two seconds; safe to call twice."""
        self._closed = True
        self._end_process()
        # The end of the process has woken whoever waits for a reply, so this lock is soon free.
        with self._one_request:
            self._connection.close()

    def _load(self) -> RendererInfo:
        limit, begin = self._patience.for_load, time.monotonic()
        try:
            info = self._await_reply(None, limit)
        except RendererDied:
            if (taken := time.monotonic() - begin) > limit:
                self._patience.note_load(taken)
            raise
        self._patience.note_load(min(time.monotonic() - begin, limit))
        return info

    def _await_reply(self, request: RenderRequest | None, limit: float) -> Any:
        """Sends ``request`` if there is one, and returns the reply; a hung child is killed, which ends the wait."""
        with Watchdog(limit, self._process.kill) as watchdog:
            try:
                if request is not None:
                    self._connection.send(request)
                kind, payload, details = self._connection.recv()
            except (EOFError, OSError) as error:
                end = f"did not answer within {limit:.3g} seconds and was ended" if watchdog.has_expired else None
                raise RendererDied(self._describe_end(end)) from error
        if kind == "user error":
            try:
                raise payload from (EngineError(details) if details else None)
            finally:
                del payload  # or the error would hold this frame, and the frame the error
        if kind == "error":
            raise EngineError(payload) from EngineError(details)
        return payload

    def _describe_end(self, end: str | None) -> str:
        """Reaps the process and says in one sentence why it is gone."""
        if end is None and not self._closed:
            # The pipe breaks a moment before the process is gone; wait for its own exit code.
            self._process.join(_GRACE)
        self._end_process()
        if self._closed:
            return "The engine has been closed."
        return f"The engine {end or f'ended unexpectedly (exit code {self._process.exitcode})'}."

    def _end_process(self) -> None:
        with self._ending:
            if self._process.pid is None:
                return
            end_at_once(self._process)
            self._process.join(_GRACE)


def end_at_once(process: BaseProcess) -> None:
    """Ends a process that has nothing to lose, also one that is stopped and would not hear of it."""
    if process.pid is not None and process.is_alive():
        process.kill()


def load_face_engine(model: Path | None, device: str, beside_window: bool = False) -> Renderer:
    """``face_engine.load_engine`` with its fallback, importing torch only when called.

    Args:
        model, device: as ``start_engine``.
        beside_window: whether to leave a core to a window, see ``count_threads``. Otherwise faces are computed on as
            many threads as torch has been told to use.

    Raises:
        UserError: what is wrong with the files or the device.
    """
    # What the imports make stays; looking through it for garbage again and again would take a fifth of a second.
    gc.disable()
    try:
        import torch

        from deepfacedrawing.engine.face_engine import load_engine
        from deepfacedrawing.engine.fallback import CpuFallback

        if beside_window:
            torch.set_num_threads(count_threads(torch.get_num_threads()))
        gc.freeze()
        return CpuFallback(partial(load_engine, model), device)
    finally:
        gc.enable()


def count_threads(cores: int) -> int:
    """All cores but the window's; both where there are but two, as the engine gives way to the window anyway."""
    return cores - 1 if cores > 2 else cores


def start_engine(model: Path | None = None, device: str = "auto") -> EngineProcess:
    """An ``EngineProcess`` with the real engine.

    Args:
        model: a model file or folder; None for the bundled one.
        device: ``auto``, ``cpu`` or ``cuda``.

    Raises:
        UserError, EngineError, RendererDied: as ``EngineProcess``.
    """
    return EngineProcess(partial(load_face_engine, model, device, beside_window=True), remember_patience(model, device))


@cache
def remember_patience(model: Path | None, device: str) -> Patience:
    """What is known of all processes of a model on a device, one after the other."""
    return Patience()


def _serve(pipe: connection.Connection, factory: Callable[[], Renderer]) -> None:
    """The child: says what it loaded, then answers requests until the pipe closes."""
    # Ctrl-C in a terminal reaches the whole group; only the parent decides when we end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    renderer: Renderer | None = None

    def load() -> RendererInfo:
        nonlocal renderer
        renderer = factory()
        return renderer.info

    try:
        _answer(pipe, load)
        _give_way()
        while renderer is not None:
            _answer(pipe, partial(renderer.render, pipe.recv()))
    except (EOFError, OSError):
        # The parent closed its end or is gone.
        return
    finally:
        if renderer is not None:
            renderer.close()


def _answer(pipe: connection.Connection, work: Callable[[], Any]) -> None:
    """Sends what ``work`` returns or raises, as (kind, payload, details)."""
    # Pickled here and not by ``send``: a result that cannot be pickled is the engine's error, a broken pipe is not.
    try:
        reply = pickle.dumps(("done", work(), ""))
    except UserError as error:
        reply = pickle.dumps(("user error", error, traceback.format_exc() if error.__cause__ else ""))
    except Exception as error:
        reply = pickle.dumps(("error", f"{type(error).__name__}: {error}", traceback.format_exc()))
    pipe.send_bytes(reply)


def _give_way() -> None:
    """Lets the window's process go first where both want a core: the ink must follow the pen while faces are made."""
    if sys.platform == "win32":
        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), BELOW_NORMAL)
    elif sys.platform == "linux":
        # There each thread has a priority of its own, and those that compute are already running.
        for thread in os.listdir("/proc/self/task"):
            os.setpriority(os.PRIO_PROCESS, int(thread), max(NICENESS, os.getpriority(os.PRIO_PROCESS, int(thread))))
    else:
        os.setpriority(os.PRIO_PROCESS, 0, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))


def _exit_with_parent() -> None:
    """Ends this process with its parent, even in the middle of a render."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
