package io.fondaco.console.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.PrivilegedActionException;
import org.apache.karaf.shell.support.CommandException;
import org.junit.Test;

public class AdminShellTest {

    @Test
    public void tellsAWrongLineFromARefusal() throws Exception {
        Exception unknown = (Exception) Class.forName("org.apache.felix.gogo.runtime.CommandNotFoundException")
                .getConstructor(String.class)
                .newInstance("chain:hed");
        assertThat(AdminShell.isWrongUsage(new PrivilegedActionException(unknown)))
                .isTrue();
        assertThat(AdminShell.isWrongUsage(new CommandException("Argument file is required")))
                .isTrue();
        assertThat(AdminShell.isWrongUsage(new IllegalArgumentException("No party carol")))
                .isFalse();
        assertThat(AdminShell.isWrongUsage(new IllegalStateException("refused", new RuntimeException("by the chain"))))
                .isFalse();
    }
}
