"""What the commands about servers do: connect, disconnect, share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Slot

from em_desktop.domain.paths import ROOT
from em_desktop.errors import EmError
from em_desktop.gui import wording
from em_desktop.gui.actions.commands import Commands
from em_desktop.gui.context import Location
from em_desktop.gui.possible import Need, why_not
from em_desktop.gui.server_names import (
    account_of,
    account_title,
    host_of,
    is_server,
    place_title,
    store_id_of,
    user_of,
)
from em_desktop.stores.remote.places import Place

if TYPE_CHECKING:
    from em_desktop.gui.main_window import MainWindow
    from em_desktop.stores.remote.config import Login


class ServerCommands(QObject):
    """Binds the commands of the table that are about servers."""

    def __init__(self, window: MainWindow, commands: Commands) -> None:
        super().__init__(window)
        self._window = window
        self._context = window.context
        self._commands = commands
        commands.bind("connect", self.connect_server)

    def bind_rest(self) -> None:
        """Bind what needs the window's parts; they need the first command."""
        window, commands = self._window, self._commands
        commands.bind("sign_in", self.sign_in, self._has_server)
        commands.bind("share", self.share, why_not=self._why_not_share)
        window.navigator.connect_wanted.connect(self.connect_server)
        window.navigator.account_menu_wanted.connect(self._show_account_menu)
        window.offline.sign_in_wanted.connect(self._sign_in)

    # Accounts

    @Slot()
    def connect_server(self) -> None:
        """Ask for a server and a key, and show what is there."""
        self._ask("")

    @Slot()
    def sign_in(self) -> None:
        """Ask for another key of the account where the user is."""
        target = self._window.window_commands.target()
        if target is not None and is_server(target.store_id):
            self._sign_in(account_of(target.store_id))

    @Slot(str)
    def _sign_in(self, account: str) -> None:
        self._ask(account.rpartition("#")[0])

    def _ask(self, address: str) -> None:
        from em_desktop.gui.dialogs.connect import ConnectDialog

        keys = self._context.connections.keys
        dialog = ConnectDialog(self._context, keys.is_lasting, self._window, address=address)
        dialog.connected.connect(self._connected)
        dialog.open()

    @Slot(object, object)
    def _connected(self, login: Login, _greeting: object) -> None:
        connections = self._context.connections
        self._context.tasks.run(
            self,
            lambda _cancel: connections.add(login),
            ServerCommands.open_account,
            failed=ServerCommands._report,
            title=self.tr("Connecting"),
        )

    def open_account(self, account: str) -> None:
        """Show an account's stores; its own files in a tab."""
        stores = self._context.stores
        others = [store_id_of(account, place) for place in (Place.SHARED, Place.PUBLIC)]

        def show(location: Location) -> None:
            stores.remember(others)
            self._context.open(location, new_tab=bool(self._window.tabs.all_pages()))
            self._window.navigator.expand([Location(location.store_id, ROOT)])

        stores.open_server(store_id_of(account, Place.MINE), show)

    def disconnect_account(self, account: str) -> None:
        """Take an account out of the list, and forget its key."""
        stores, connections = self._context.stores, self._context.connections
        for info in stores.infos():
            if is_server(info.id) and account_of(info.id) == account:
                self._window.tabs.close_store(info.id)
                stores.close(info.id)
        self._context.tasks.run(
            self,
            lambda _cancel: connections.forget(account),
            ServerCommands._forgotten,
            failed=ServerCommands._report,
        )
        text = self.tr("Disconnected from {account}; its key is forgotten")
        self._context.message_raised.emit(wording.filled(text, account=account_title(account)))

    def _forgotten(self, _nothing: None) -> None:
        """That is all."""

    def _report(self, error: EmError) -> None:
        self._context.report(error)

    def _has_server(self) -> bool:
        target = self._window.window_commands.target()
        return target is not None and is_server(target.store_id)

    @Slot(str, QPoint)
    def _show_account_menu(self, account: str, place: QPoint) -> None:
        from em_desktop.gui.actions.menus import account_menu

        root = Location(store_id_of(account, Place.MINE), ROOT)
        self._window.show_menu_for(root, account_menu(self._commands, self._window), place)

    # Sharing

    def _why_not_share(self) -> str:
        target = self._window.window_commands.target()
        if target is None:
            return self.tr("Select something first")
        if not is_server(target.store_id):
            return self.tr("Only what is on a server can be shared")
        if target.path.is_root and target.store_id != account_of(target.store_id):
            return self.tr("This isn’t a folder of its own")
        return why_not(self._context.stores, target.store_id, Need.SHARE)

    @Slot()
    def share(self) -> None:
        """Show who may do what at the node, to be changed."""
        from em_desktop.gui.dialogs.sharing.dialog import Shared, ShareDialog
        from em_desktop.gui.dialogs.sharing.service import StoreSharing
        from em_desktop.stores.remote.store import RemoteStore

        target = self._window.window_commands.target()
        if target is None:
            return
        try:
            store = self._context.stores.store(target.store_id)
        except EmError as error:
            self._context.report(error, target)
            return
        if not isinstance(store, RemoteStore):
            return
        node = self._window.edit_commands.node(target)
        mine, path = place_title(target.store_id), target.path
        shared = Shared(
            name=mine if path.is_root else path.name if node is None else node.name,
            place="" if path.is_root else mine if path.parent.is_root else path.parent.name,
            host=host_of(target.store_id),
            me=user_of(target.store_id),
            is_folder=node is None or node.is_folder,
        )
        dialog = ShareDialog(self._context, StoreSharing(store, path), shared, self._window)
        dialog.saved.connect(self._shared)
        dialog.open()

    @Slot(object)
    def _shared(self, _sharing: object) -> None:
        self._context.message_raised.emit(self.tr("The sharing is changed"))
