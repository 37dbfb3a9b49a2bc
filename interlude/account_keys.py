# SPDX-License-Identifier: Apache-2.0
"""Managing an account's keys: new ones, lost devices, leaving. Each with a fresh proof."""

from interlude import rotation
from interlude.api.rows import DeviceRow, read_list
from interlude.authentication import Authentication
from interlude.keys import changes
from interlude.keys.new_keys import NewAccount
from interlude.rotation import Progress


class KeyManagement(Authentication):
    """What changes how one signs in. `proof` is the password as it is now, or the recovery code.

    A wrong proof is `WrongPassword`, found out here, and nothing is sent. Where the server does not answer
    in the middle, `KeysUnsure` carries what is new, so that nobody is locked out by a lost answer.
    """

    def change_password(self, proof: str, password: str | None = None) -> str:
        """Put another password in the place of the old one (None: six words); returns it.

        The old one opens nothing any more, and every other login ends.
        """
        new, me = changes.change_password(self._key_change(proof), password)
        self._go_on_as(me)
        return new

    def new_recovery_code(self, proof: str) -> str:
        """Put another recovery code in the place of the old one; returns it, shown this once."""
        return changes.new_recovery_code(self._key_change(proof))

    def rename(self, login: str, password: str) -> None:
        """Take another name to sign in with. The password stays, and is asked for: its keys change."""
        self._go_on_as(changes.rename(self._key_change(password), login, password))

    def devices(self) -> list[DeviceRow]:
        """Return the devices that are signed in, oldest first; times of use are rounded to the hour."""
        _ = self.me
        return read_list(DeviceRow.of, self.connection.get("/api/logins"), "logins")

    def sign_out_device(self, device: DeviceRow | str) -> None:
        """End the login of one device, at once."""
        login_id = device if isinstance(device, str) else device.login_id
        self.connection.delete(f"/api/logins/{login_id}")

    def sign_out_others(self) -> None:
        """End every login but this one, at once."""
        self.connection.delete("/api/logins/others")

    def rotate(self, proof: str, password: str | None = None) -> NewAccount:
        """Somebody may know the password or the code: make a new account key, password and code.

        Every other login, every passkey and all old keys end at once. Then `finish_rotation` seals
        everything again, and `end_rotation` destroys the old key.
        """
        account, me = rotation.rotate(self._key_change(proof), self.mirror, password)
        self.use(me)
        return account

    def finish_rotation(self, progress: Progress | None = None) -> int:
        """Seal again what opens under the old key only; returns how many entries that were.

        `progress` is called with how many are done and of how many. Safe to repeat after an interruption,
        from any device. Pairings and invites made with the old key end: meet again by a new invite.
        """
        return rotation.finish(self.mirror, self._people, progress)

    def end_rotation(self) -> None:
        """Destroy the old key, once every device that held something unsent has been here.

        From then on nothing under it is accepted. `ChangedElsewhere` while entries are left under it.
        """
        rotation.end(self.mirror)

    def delete_account(self, proof: str) -> None:
        """Delete the account and all that belongs to it, for good. Backups keep it for some days more."""
        asked = {"proof": changes.prove(self.connection, self.me, proof)}
        self.connection.delete("/api/account", asked)
        self.connection.token = None
        self._forget()

    def _key_change(self, proof: str) -> changes.KeyChange:
        return changes.authorize(self.connection, self.me, proof, self._rand)
