package io.fondaco.proof.ffihost.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.Assume.assumeTrue;

import com.sun.jna.Platform;
import io.fondaco.proof.ffihost.NativeState;
import org.junit.Before;
import org.junit.Test;

public class LoadingTest {

    @Before
    public void here() {
        assumeTrue(Platform.RESOURCE_PREFIX.equals("linux-x86-64"));
    }

    @Test
    public void saysThatNothingFitsAndWhatThereIsInstead() {
        NativeState state = Loading.load("elsewhere", library -> {
            throw new AssertionError("nothing was to be bound");
        });
        assertThat(state).isInstanceOf(NativeState.Missing.class);
        assertThat(state.text())
                .startsWith("no native code for linux-x86-64 is here, only for linux-aarch64;")
                .contains("computed in Java");
        assertThat(Loading.load("nowhere", library -> {}).text())
                .startsWith("no native code for linux-x86-64 is here;");
    }

    @Test
    public void saysWhyALibraryCannotBeUsed() {
        NativeState state = Loading.load("damaged", library -> {});
        assertThat(state).isInstanceOf(NativeState.Unusable.class);
        assertThat(state.text())
                .startsWith("native code for linux-x86-64 cannot be used: ")
                .contains("invalid ELF header");
    }

    @Test
    public void refusesALibraryMadeForAnotherVersion() {
        Loading.expectAbi(1, 1);
        assertThatThrownBy(() -> Loading.expectAbi(1, 2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("it speaks version 2, this bundle version 1")
                .hasMessageContaining("install the fragment that came with this bundle");
    }
}
