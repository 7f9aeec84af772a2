// Says that scripts run, before anything is drawn; the front-end builds look for these two classes.
document.body.className +=
  " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");
