# 一点通: `make` is the inner loop, `make run` opens the lobby, `make test` tests all of it.

# One flag set for whatever links OpenGL: another one recompiles its bindings for minutes.
GLFLAGS := -tags migrated_fynedo,no_emoji
# Everything else, screens included, needs no display and no cgo.
CI := CGO_ENABLED=0 go
CITAGS := -tags ci

BUILD_DEBS := gcc libc6-dev pkg-config libgl-dev libx11-dev libxcursor-dev libxi-dev libxinerama-dev libxrandr-dev libxxf86vm-dev
RUN_DEBS   := libgl1 libgl1-mesa-dri libxrandr2 libxcursor1 libxi6 libxinerama1 xvfb scrot
TEST_DEBS  := chromium zbar-tools tesseract-ocr tesseract-ocr-chi-sim
NPM        := $(if $(shell command -v npm),,npm)

LINT     := bin/golangci-lint
LINT_VER := v2.15.0
FUMPT    := bin/gofumpt
FUMPT_VER := v0.12.0

FONTS  := assets/fonts/NotoSansSC_400Regular.ttf assets/fonts/NotoSansSC_700Bold.ttf assets/fonts/HanaMinB.ttf
VENDOR := assets/web/vendor/htmx.min.js assets/web/vendor/sse.min.js

.PHONY: check
check: assets tools ## the fast inner loop: format, vet, lint, race, tidy; no display needed
	@test -z "$$($(FUMPT) -l $$(git ls-files '*.go'))" || { $(FUMPT) -d $$(git ls-files '*.go'); exit 1; }
	go vet $(CITAGS) ./...
	$(LINT) run --build-tags ci
	go test -race $(CITAGS) ./...
	go mod tidy -diff

.PHONY: run
run: setup-run build ## set up, build and open the lobby; see what it prints
	@packaging/run.sh $(ARGS)

.PHONY: test
test: setup-test build ## set up and pass every test, real windows and browsers included
	go vet $(CITAGS),e2e,browser ./...
	$(CI) test $(CITAGS) ./...
	LOBBY_BIN=$(CURDIR)/bin $(CI) test $(CITAGS),e2e,browser -count=1 ./cmd/kiosk ./internal/web

.PHONY: build
build: setup-build assets ## build the programs into bin/
	go build $(GLFLAGS) -o bin/kiosk ./cmd/kiosk
	$(CI) build -o bin/ ./cmd/hallctl ./cmd/papertape

.PHONY: assets
assets: $(FONTS) $(VENDOR) ## fetch the third-party assets: those package-lock.json pins, and a Debian font

node_modules: package.json package-lock.json
	@packaging/setup.sh $(NPM)
	npm ci --no-progress
	@touch $@

assets/fonts/NotoSansSC_400Regular.ttf: | node_modules
	@mkdir -p $(@D)
	cp node_modules/@expo-google-fonts/noto-sans-sc/400Regular/$(@F) $@
assets/fonts/NotoSansSC_700Bold.ttf: | node_modules
	@mkdir -p $(@D)
	cp node_modules/@expo-google-fonts/noto-sans-sc/700Bold/$(@F) $@
assets/fonts/HanaMinB.ttf:
	@packaging/setup.sh fonts-hanazono
	@mkdir -p $(@D)
	cp /usr/share/fonts/truetype/hanazono/$(@F) $@
assets/web/vendor/htmx.min.js: | node_modules
	@mkdir -p $(@D)
	cp node_modules/htmx.org/dist/$(@F) $@
assets/web/vendor/sse.min.js: | node_modules
	@mkdir -p $(@D)
	cp node_modules/htmx-ext-sse/dist/$(@F) $@

.PHONY: bench
bench: setup-test build ## the figures, each beside its physical limit
	$(CI) test $(CITAGS) -run '^$$' -bench . -benchmem ./printer/... ./internal/store
	LOBBY_BIN=$(CURDIR)/bin $(CI) test $(CITAGS),e2e -run '^$$' -bench . -benchtime 1x ./cmd/kiosk

.PHONY: shots
shots: setup-test build ## draw every screen, slip and console page into docs/img
	$(CI) test $(CITAGS) -count=1 ./kiosk -run Shots -out $(CURDIR)/docs/img
	$(CI) test $(CITAGS) -count=1 ./kiosk/board -run Shots -out $(CURDIR)/docs/img
	LOBBY_SHOTS=$(CURDIR)/docs/img $(CI) test $(CITAGS),browser -count=1 -run Shots ./internal/web
	for p in generic-58 epson-80; do \
		bin/hallctl slip -profile $$p -o bin/slip.bin && bin/papertape -render bin/slip.bin -profile $$p -o docs/img/slip-$$p.png || exit 1; \
	done

.PHONY: golden
golden: assets ## rewrite the stories and listings with what happens now, then show the difference
	$(CI) test $(CITAGS) ./queue ./printer/slip -update
	git diff --stat

FUZZTIME := 30s
.PHONY: fuzz
fuzz: assets ## every fuzz test for FUZZTIME
	@for file in $$(git grep -l '^func Fuzz' -- '*_test.go'); do \
		for name in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9]*\).*/\1/p' $$file); do \
			echo "$$name in ./$$(dirname $$file)"; \
			$(CI) test $(CITAGS) -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) ./$$(dirname $$file) || exit 1; \
		done; \
	done

.PHONY: tools
tools: $(LINT) $(FUMPT)
$(LINT):
	GOBIN=$(CURDIR)/bin go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VER)
$(FUMPT):
	GOBIN=$(CURDIR)/bin go install mvdan.cc/gofumpt@$(FUMPT_VER)

.PHONY: setup-build setup-run setup-test
setup-build:
	@packaging/setup.sh $(BUILD_DEBS)
setup-run: setup-build
	@packaging/setup.sh $(RUN_DEBS)
setup-test: setup-run
	@packaging/setup.sh $(TEST_DEBS)

.PHONY: clean
clean: ## remove what was built, and the lobby that make run made
	rm -rf bin run

.PHONY: help
help: ## say what each target does
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10
