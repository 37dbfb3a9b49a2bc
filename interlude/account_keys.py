# SPDX-License-Identifier: Apache-2.0
"""Managing an account's keys: new ones, lost devices, leaving. Each with a fresh proof."""

from interlude import rotation
from interlude.api.rows import DeviceRow, read_list
from interlude.authentication import Authentication
from interlude.keys import changes
from interlude.keys.new_keys import NewAccount
from interlude.rotation import Progress


class KeyManagement(Authentication):
    """Changes to how one signs in. `proof` is the current password, or the recovery code.

    A wrong proof raises `WrongPassword` before any change is sent. If the server's response is lost,
    `KeysUnsure` carries the new keys, so that nobody is locked out.
    """

    def change_password(self, proof: str, password: str | None = None) -> str:
        """Replace the password (None: six words are generated); returns the new one.

        The old one no longer works, and every other login ends.
        """
        new, me = changes.change_password(self._key_change(proof), password)
        self._go_on_as(me)
        return new

    def new_recovery_code(self, proof: str) -> str:
        """Replace the recovery code; returns the new one, which is shown only this once."""
        return changes.new_recovery_code(self._key_change(proof))

    def rename(self, login: str, password: str) -> None:
        """Change the login name. The password stays but is needed, because its derived keys change."""
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
        """Destroy the old key, after every device with unsent entries has synced.

        From then on nothing under it is accepted. Raises `ChangedElsewhere` while entries are left under it.
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
