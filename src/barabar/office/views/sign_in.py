"""Sign in, sign out, the start page."""

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from barabar.office import throttle
from barabar.office.access import office_view
from barabar.office.forms.account import SignInForm
from barabar.office.navigation import start_page


class SignIn(LoginView):
    template_name = "design/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if throttle.must_wait(request, request.POST.get("username", "")):
            form = SignInForm(request, data={"username": request.POST.get("username", "")})
            form.refuse(
                _("Too many attempts to sign in. Wait %(minutes)s minutes, then try again.")
                % {"minutes": throttle.MINUTES}
            )
            return self.render_to_response(self.get_context_data(form=form), status=429)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        throttle.note_failure(self.request, form.data.get("username", ""))
        return super().form_invalid(form)

    def form_valid(self, form: SignInForm) -> HttpResponse:
        throttle.forget_failures(self.request, form.data.get("username", ""))
        response = super().form_valid(form)
        if settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            keep_language(response, form.get_user().language)
        return response


class SignOut(LogoutView):
    next_page = "office:sign-in"


def keep_language(response: HttpResponse, language: str) -> None:
    if language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, samesite="Lax")


@office_view
def home(request: HttpRequest) -> HttpResponse:
    """To where the person's work begins."""
    return redirect(start_page(request.actor))
