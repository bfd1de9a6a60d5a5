package io.fondaco.ao.lua.internal.vm;

import java.util.Arrays;

/** A thread of Lua: a stack of values and a stack of frames. */
public final class Coroutine {
    static final int BYTES = 640;
    static final int MAX_SLOTS = 1_000_000;

    /** How it is. */
    public enum Status {
        SUSPENDED,
        RUNNING,
        NORMAL,
        DEAD
    }

    final State state;
    Object[] stack = new Object[40];
    Frame[] frames = new Frame[4];
    /** Index of the top frame; -1 when there is none. */
    int depth = -1;

    Status status = Status.SUSPENDED;
    /** What it runs when first resumed; null after. */
    Object body;
    /** Who waits for it. */
    Coroutine resumer;

    long number;
    /** The turn in which it was made, or copied to the undo log. */
    private long noted;

    Coroutine(State state, Object body) {
        this.state = state;
        this.body = body;
        this.noted = state.turn;
    }

    Frame top() {
        return frames[depth];
    }

    void ensure(int slots) {
        if (slots > stack.length) {
            if (slots > MAX_SLOTS) {
                throw new BudgetException("stack overflow");
            }
            int capacity = Math.max(slots, stack.length * 2);
            state.allocate(8L * (capacity - stack.length));
            stack = Arrays.copyOf(stack, capacity);
        }
    }

    Frame push() {
        if (++depth == frames.length) {
            state.allocate(4L * frames.length);
            frames = Arrays.copyOf(frames, frames.length * 2);
        }
        Frame f = frames[depth];
        if (f == null) {
            state.allocate(80);
            f = new Frame();
            frames[depth] = f;
        }
        f.handler = null;
        f.concat = 0;
        return f;
    }

    void die() {
        status = Status.DEAD;
        stack = new Object[0];
        frames = new Frame[0];
        depth = -1;
        body = null;
        resumer = null;
    }

    /** Copies it to the undo log before its first change in this turn. */
    void note() {
        if (noted == state.turn) {
            return;
        }
        noted = state.turn;
        state.charge(stack.length >> 3);
        Object[] oldStack = stack.clone();
        Frame[] oldFrames = frames;
        int oldDepth = depth;
        int made = 0;
        while (made < frames.length && frames[made] != null) {
            made++;
        }
        int existing = made;
        Frame[] copies = new Frame[depth + 1];
        for (int i = 0; i <= depth; i++) {
            copies[i] = new Frame();
            copies[i].copyFrom(frames[i]);
        }
        Status oldStatus = status;
        Object oldBody = body;
        state.note(() -> {
            stack = oldStack;
            frames = oldFrames;
            for (int i = 0; i <= oldDepth; i++) {
                oldFrames[i].copyFrom(copies[i]);
            }
            // frames that were made since are paid for when they are made again
            Arrays.fill(oldFrames, existing, oldFrames.length, null);
            depth = oldDepth;
            status = oldStatus;
            body = oldBody;
            resumer = null;
        });
    }

    /** Slots of the stack that can still be read. */
    int live() {
        if (depth < 0) {
            return 0;
        }
        int end = 0;
        for (int i = 0; i <= depth; i++) {
            Frame f = frames[i];
            int own = f.kind == Frame.LUA ? Math.max(f.base + f.closure.prototype.registers, f.top) : f.slot + 1;
            end = Math.max(end, own);
        }
        return Math.min(end, stack.length);
    }

    long bytes() {
        return BYTES + 8L * stack.length + 80L * (depth + 1);
    }
}
